import ArgumentParser

@main
struct MCPReconcile: ParsableCommand {
    func run() {}
}
