import Glibc
import SystemPackage

/// The names in a directory, sorted; none if it cannot be read.
struct DirectoryNames {
    let names: [String]

    init(of path: FilePath) {
        guard let stream = opendir(path.string) else {
            names = []
            return
        }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { found.append(name) }
        }
        names = found.sorted()
    }
}
