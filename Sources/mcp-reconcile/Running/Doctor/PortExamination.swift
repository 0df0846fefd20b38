import Applier
import Glibc
import Spec
import SystemPackage

/// Whether a gateway could listen on a port of this host.
struct PortExamination {
    let port: Int

    /// - Parameter holders: The processes that serve the manifests' profiles on this host already.
    /// - Returns: What was found.
    func finding(servedBy holders: [ProfileName: Int32]) -> Finding {
        let place = "127.0.0.1:\(port)"
        guard let error = listeningFails() else { return Finding("port", .ok, "\(place) is free") }
        guard error == .addressInUse else {
            let message = "\(place) cannot be listened on: \(error)"
            return Finding("port", .problem, message, help: "choose another with --port")
        }
        guard let listener = PortListener(on: port) else {
            let help = "'ss -ltnp' as root shows by whom; 'gateway run --port' takes another"
            return Finding("port", .warning, "\(place) is in use by a process of another user", help: help)
        }
        let names = holders.filter { $0.value == listener.process && listener.isGateway }.keys.sorted().map(\.text)
        if !names.isEmpty {
            let message = "on \(place) the gateway of \(names.joined(separator: ", ")) listens"
            return Finding("port", .ok, "\(message) (process \(listener.process))")
        }
        let help = "'gateway run --port' takes another"
        guard listener.isGateway else {
            let message = "\(place) is in use by \(listener.program) (process \(listener.process)), which is no gateway"
            return Finding("port", .warning, message, help: help)
        }
        let message = "on \(place) a gateway listens that is standalone or serves something else"
        return Finding("port", .warning, "\(message) (process \(listener.process))", help: help)
    }

    /// Why nobody can listen there now; nil if somebody could.
    private func listeningFails() -> Errno? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return Errno(rawValue: errno) }
        defer { close(descriptor) }
        var isReused: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return result == 0 ? nil : Errno(rawValue: errno)
    }
}
