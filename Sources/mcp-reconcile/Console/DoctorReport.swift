import Applier

/// What was found, one line a check.
struct DoctorReport {
    let findings: [Finding]

    var problems: Int { findings.count { $0.level == .problem } }

    private var warnings: Int { findings.count { $0.level == .warning } }

    var text: String {
        var columns = ColumnWriter(header: ["RESULT", "CHECK", "FOUND"])
        for finding in findings {
            let help = finding.help.map { "; \($0)" } ?? ""
            columns.add([finding.level.rawValue, finding.check, finding.message + help])
        }
        return columns.text + "\n" + summary + "\n"
    }

    private var summary: String {
        guard problems + warnings > 0 else { return "No problem." }
        let parts = [Self.count(problems, "problem"), Self.count(warnings, "warning")].compactMap { $0 }
        return parts.joined(separator: ", ") + "."
    }

    private static func count(_ number: Int, _ noun: String) -> String? {
        number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    var document: Document {
        Document(
            problems: problems,
            warnings: warnings,
            checks: findings.map {
                Document.Check(check: $0.check, result: $0.level.rawValue, message: $0.message, help: $0.help)
            }
        )
    }

    struct Document: Encodable {
        struct Check: Encodable {
            let check: String
            let result: String
            let message: String
            let help: String?
        }

        let problems: Int
        let warnings: Int
        let checks: [Check]
    }
}
