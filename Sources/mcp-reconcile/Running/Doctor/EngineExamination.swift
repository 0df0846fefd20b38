import Applier
import ContainerEngine
import FoundationEssentials
import Planner
import Spec

/// Asks an engine what it is and what it has, by `GET` requests alone.
struct EngineExamination {
    let engine: EngineOptions

    struct Look {
        var findings: [Finding]
        var isReached = false
        var containers: [ContainerSummary] = []
        var networks: [NetworkInspection] = []
    }

    /// - Parameter desired: Whose networks are looked for; nil if that is not known.
    /// - Returns: What was found, whether or not the engine answers.
    func look(for desired: DesiredState?) async -> Look {
        do {
            let address = "\(try engine.endpoint())"
            return try await engine.withClient { client in
                let version = try await client.version()
                let sent = Date().timeIntervalSince1970
                let info = try await client.info()
                let received = Date().timeIntervalSince1970
                let checkup = EngineCheckup(version, info)
                var look = Look(findings: [checkup.reached(at: address)], isReached: true)
                look.findings += checkup.limits + [checkup.clock(sent: sent, received: received)]
                look.containers = try await client.listContainers()
                if let owner = desired?.owner {
                    look.networks = try await client.listNetworks(labels: [.equals(ContainerLabels.owner, owner.text)])
                }
                return look
            }
        } catch let error as EngineError {
            return Look(findings: [Self.problem(error.description)] + Self.skipped)
        } catch {
            return Look(findings: [Self.problem(UntrustedText.escaping("\(error)"))] + Self.skipped)
        }
    }

    private static func problem(_ message: String) -> Finding {
        Finding("engine", .problem, message, help: "start the engine, or name another by --engine or DOCKER_HOST")
    }

    private static let skipped = ["limits", "clock"].map { Finding($0, .skipped, "no engine was asked") }
}
