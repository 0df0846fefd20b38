import ArgumentParser

/// The program: its subcommands, and the one place where an error becomes an exit status.
@main
struct MCPReconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp-reconcile",
        abstract: "Run MCP servers from manifests in git: plan, apply, serve.",
        discussion: """
            YAML profiles say which MCP servers a team gets. 'plan' shows what would change, 'apply' makes a container \
            engine match, and 'gateway run' serves every tool behind one MCP endpoint and follows each commit.

            Example:
              mcp-reconcile init
              mcp-reconcile plan
              mcp-reconcile apply --yes
              mcp-reconcile gateway run --profile dev

            Exit status: 0 done; 1 failed, nothing changed; 2 changes present (--detailed-exitcode); 3 invalid input; \
            4 consent needed; 5 stale plan; 6 locked by another run; 7 partly applied, safe to re-run; 8 rolled back; \
            9 not trusted, or not as it was locked; 64 usage; 130 or 143 interrupted.
            """,
        version: ProgramVersion.current.text,
        subcommands: [
            InitCommand.self, ValidateCommand.self, ProfileCommand.self, ImportCommand.self, AdoptCommand.self,
            LockCommand.self, PlanCommand.self, ApplyCommand.self, DestroyCommand.self, StatusCommand.self,
            DoctorCommand.self, SuspendCommand.self, ResumeCommand.self, HistoryCommand.self, RollbackCommand.self,
            GatewayCommand.self, WatchCommand.self, ToolsCommand.self, TracesCommand.self, LogsCommand.self,
            ExplainCommand.self, SchemaCommand.self, VersionCommand.self, FetchGitCommand.self,
        ]
    )

    static func main() async {
        ignoreBrokenPipes()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            if let reason = Console.lostOutput { throw CommandFailure(lostOutput: reason) }
        } catch {
            FailureReport(error).printAndExit(for: Self.self)
        }
    }
}
