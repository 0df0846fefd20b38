import FoundationEssentials
import Glibc
import Planner
import SystemPackage

extension TerminalStyle {
    /// What the console and its user's settings allow.
    init(_ console: Console, color: OutputOptions.Color) {
        let environment = ProcessInfo.processInfo.environment
        self.init(
            isColored: color.isOn(console),
            width: console.isTerminal ? Self.width(of: console, environment) : nil,
            isASCII: Self.isASCII(environment)
        )
    }

    private static let narrowest = 40

    private static func width(of console: Console, _ environment: [String: String]) -> Int {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return max(columns, narrowest) }
        var size = winsize()
        guard ioctl(console.descriptor.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(Int(size.ws_col), narrowest)
    }

    // POSIX's order: the first variable that is set decides. Where none is, UTF-8 is what everything speaks today.
    private static func isASCII(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let locale = locale?.uppercased() else { return false }
        return !locale.contains("UTF-8") && !locale.contains("UTF8")
    }
}
