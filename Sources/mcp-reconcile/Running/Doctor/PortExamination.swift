import Applier
import Glibc
import Spec
import SystemPackage

/// Whether a gateway could listen on a port of this host.
struct PortExamination {
    let port: Int

    /// - Parameter profiles: Those that gateways on this host serve already.
    /// - Returns: What was found.
    func finding(servedBy profiles: [ProfileName]) -> Finding {
        let place = "127.0.0.1:\(port)"
        guard let error = listeningFails() else { return Finding("port", .ok, "\(place) is free") }
        guard error == .addressInUse else {
            let message = "\(place) cannot be listened on: \(error)"
            return Finding("port", .problem, message, help: "choose another with --port")
        }
        let names = profiles.map(\.text).joined(separator: ", ")
        if !names.isEmpty {
            return Finding("port", .ok, "\(place) is in use, and a gateway on this host serves \(names)")
        }
        let help = "'ss -ltnp' shows by whom; 'gateway run --port' takes another, if it is no gateway of yours"
        return Finding("port", .warning, "\(place) is in use", help: help)
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
