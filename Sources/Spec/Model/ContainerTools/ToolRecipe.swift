import FoundationEssentials

/// How arguments become the run of a container.
///
/// An argument is data: it never becomes two arguments of the program, nor an option of it, and it reaches no directory
/// that the manifests do not name.
struct ToolRecipe: Hashable, Sendable {
    let command: [CommandTemplate]
    let volumes: [VolumeTemplate]
    let user: Template?
    /// What stands for arguments that are not given.
    let defaults: [String: JSONValue]

    func run(arguments: [UInt8]) throws(ToolArgumentProblem) -> ToolRun {
        let values = try values(of: arguments)
        var items: [String] = []
        for template in command { items += try template.items(values) }
        return ToolRun(command: items, mounts: try mounts(values), user: try user(values))
    }

    private func values(of arguments: [UInt8]) throws(ToolArgumentProblem) -> JSONValue {
        guard case .object(let given)? = try? JSONDecoder().decode(JSONValue.self, from: Data(arguments)) else {
            throw ToolArgumentProblem("the arguments are no JSON object")
        }
        return .object(defaults.merging(given) { _, given in given })
    }

    private func mounts(_ values: JSONValue) throws(ToolArgumentProblem) -> [Mount] {
        var mounts: [Mount] = []
        for volume in volumes { mounts += try volume.mounts(values) }
        var targets: Set<String> = []
        if let twice = mounts.first(where: { !targets.insert($0.target).inserted }) {
            throw ToolArgumentProblem("two mounts would have the target '\(twice.target)'")
        }
        return mounts.sorted { $0.target < $1.target }
    }

    private func user(_ values: JSONValue) throws(ToolArgumentProblem) -> String? {
        guard let user else { return nil }
        let text = try render { () throws(TemplateProblem) in try user.text(values) }
        guard !text.isEmpty else { return nil }
        guard text.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.\-]*(?::[A-Za-z0-9_][A-Za-z0-9_.\-]*)?/) != nil else {
            throw ToolArgumentProblem("'\(text)' is no user")
        }
        return text
    }
}

/// Renders something of which arguments are a part.
func render<Value>(_ body: () throws(TemplateProblem) -> Value) throws(ToolArgumentProblem) -> Value {
    do {
        return try body()
    } catch {
        throw ToolArgumentProblem(error.message)
    }
}
