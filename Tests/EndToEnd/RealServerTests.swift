import Testing

extension OnTheEngine {
    /// Servers that other people wrote, from PyPI.
    @Suite(.timeLimit(.minutes(5)))
    struct RealServerTests {
        @Test(arguments: Transport.allCases)
        func timeAndGitServeThroughTheGateway(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.write("content", to: "project/file.txt")
                try await bench.git("init", "--quiet", "--initial-branch", "main", "project")
                try await bench.git("-C", "project", "add", "--all")
                try await bench.git("-C", "project", "commit", "--quiet", "--message", "The first commit")
                try bench.writeProfile(
                    "- { name: time, ref: \"docker://mcp-reconcile-e2e/time:1\" }",
                    """
                    - name: git
                      ref: docker://mcp-reconcile-e2e/git:1
                      tools: { deny: [git_commit, git_add, git_reset] }
                      mounts: [ { source: ./project, target: /project } ]
                    """
                )
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let surface = try #require(try await client.play("surface", "convert_time", "git_log").first)
                    let tools = try #require(surface.tools)
                    #expect(tools.contains("get_current_time") && !tools.contains("git_commit"), "\(tools)")
                    let answers = try await client.play(
                        "call",
                        "git_log",
                        #"{"repo_path":"/project"}"#,
                        "convert_time",
                        #"{"source_timezone":"UTC","time":"12:00","target_timezone":"Asia/Tokyo"}"#,
                        "git_commit",
                        #"{"repo_path":"/project","message":"not allowed"}"#
                    )
                    try #require(answers.count == 3)
                    #expect(answers[0].text?.contains("The first commit") ?? false, "\(answers[0])")
                    #expect(answers[1].text?.contains("21:00") ?? false, "\(answers[1])")
                    #expect(answers[2].error != nil, "\(answers[2])")
                }
                #expect(try await bench.git("-C", "project", "log", "--oneline").split(separator: "\n").count == 1)
            }
        }
    }
}
