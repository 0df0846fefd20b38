import ArgumentParser
import Spec

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a manifest kind, for editors and for checks.",
        discussion: """
            Example:
              mcp-reconcile schema profile > profile.schema.json
            """
    )

    @Argument(help: "profile, repository, server or lock.")
    var kind: ManifestSchema

    func run() throws {
        Console.output.write(kind.json)
    }
}

extension ManifestSchema: ExpressibleByArgument {}
