import ArgumentParser

struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Serve a profile's tools behind one MCP endpoint.",
        subcommands: [GatewayRunCommand.self]
    )
}
