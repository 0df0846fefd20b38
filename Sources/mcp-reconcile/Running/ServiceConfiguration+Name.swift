import ServiceLifecycle

extension ServiceGroupConfiguration.ServiceConfiguration {
    /// A service under the name of its type: else the group prints all that is in it, which takes a good part of a start.
    init(named service: any Service) {
        self.init(service: service, serviceName: "\(type(of: service))")
    }
}
