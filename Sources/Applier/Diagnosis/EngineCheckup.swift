package import ContainerEngine
import Spec

/// What can be said of an engine by what it says of itself.
package struct EngineCheckup: Sendable {
    private let version: EngineVersion
    private let info: EngineInfo

    package init(_ version: EngineVersion, _ info: EngineInfo) {
        (self.version, self.info) = (version, info)
    }

    /// That it answers, at which address.
    package func reached(at address: String) -> Finding {
        let text = "version \(version.version), API \(version.apiVersion), at \(address)"
        return Finding("engine", .ok, UntrustedText.escaping(text))
    }

    /// What of the isolation that every server gets the engine cannot do; one finding if it can do all.
    package var limits: [Finding] {
        var missing: [Finding] = []
        let limits = [
            ("memory", info.limitsMemory), ("swap", info.limitsSwap), ("CPU", info.limitsProcessors),
            ("process", info.limitsProcesses),
        ]
        .filter { $0.1 == false }.map(\.0)
        if !limits.isEmpty {
            let names = limits.joined(separator: ", ")
            let message = "the engine's kernel has no \(names) limits: those of servers have no effect"
            let help = "enable these controllers of cgroups on the engine's host"
            missing.append(Finding("limits", .warning, message, help: help))
        }
        if !hasSystemCallFilter {
            let message = "the engine filters no system calls (seccomp)"
            let help = "install an engine and a kernel with seccomp: it is a part of every server's isolation"
            missing.append(Finding("limits", .warning, message, help: help))
        }
        return missing.isEmpty ? [Finding("limits", .ok, "memory, swap, CPU, processes and system calls")] : missing
    }

    /// Docker says `name=seccomp,profile=…`; an engine that says nothing at all is not suspected.
    private var hasSystemCallFilter: Bool {
        info.securityOptions.isEmpty
            || info.securityOptions.contains { $0.split(separator: ",").contains("name=seccomp") }
    }

    /// How far the engine's clock is from this host's.
    ///
    /// - Parameters:
    ///   - sent: When the engine was asked, in seconds since 1970.
    ///   - received: When it had answered.
    /// - Returns: A finding; what the question itself took is not held against the engine.
    package func clock(sent: Double, received: Double) -> Finding {
        guard let time = RFC3339Time(info.systemTime)?.secondsSince1970 else {
            return Finding("clock", .skipped, "the engine does not tell its time")
        }
        let skew = time < sent ? sent - time : max(0, time - received)
        guard skew > Self.tolerance else { return Finding("clock", .ok, "the engine's clock agrees with this host's") }
        let direction = time < sent ? "behind" : "ahead of"
        let message = "the engine's clock is \(Int(skew.rounded())) s \(direction) this host's"
        let help = "synchronize both: times in logs and traces, and certificates, depend on it"
        return Finding("clock", .warning, message, help: help)
    }

    /// In seconds; whoever is farther off does not synchronize at all.
    private static let tolerance = 5.0
}
