/// The files with which `init` begins a manifest repository.
package struct RepositoryTemplate: Sendable {
    package struct File: Hashable, Sendable {
        /// Relative to the repository's root.
        package let path: String
        package let text: String
    }

    package let owner: OwnerID

    package init(owner: OwnerID) {
        self.owner = owner
    }

    /// `reconcile.yaml`, one sample profile, and the schemas that editors check them with; all valid as they are.
    package var files: [File] {
        let schemas = ManifestSchema.allCases.map { File(path: "schemas/\($0.fileName)", text: $0.json) }
        return [
            File(path: RepositoryDeclaration.fileName, text: repository),
            File(path: "profiles/dev.yaml", text: profile),
        ] + schemas
    }

    private var repository: String {
        """
        # yaml-language-server: $schema=schemas/repository.schema.json
        # Whose servers these are. The id stays as it is when the repository moves; never change it on a live fleet.
        apiVersion: mcp-reconcile.dev/v1
        kind: Repository
        owner: \(owner)
        # What holds for every server that says nothing else; these are the built-in values.
        defaults:
          resources: { cpus: 1, memory: 2Gi, pids: 256 }
          network: none

        """
    }

    private var profile: String {
        """
        # yaml-language-server: $schema=../schemas/profile.schema.json
        apiVersion: mcp-reconcile.dev/v1
        kind: Profile
        metadata:
          name: dev
          description: What every engineer gets
        servers:
          - name: time
            ref: docker://mcp/time
            # tools: { allow: ["get_*"], rename: { get_current_time: now } }
            # env: { TZ: Europe/Paris }
            # mounts: [ { source: ./data, target: /data, readOnly: true } ]
            # network: bridge        # none, unless said
            # timeouts: { start: 30s, call: 60s, idle: 10m }
          # A server's entry in the format of Docker's MCP Gateway, from this repository:
          # - name: clock
          #   ref: file://servers/clock.yaml
          #   config: { clock: { offset: "+02:00" } }
        gateway: { naming: auto }

        """
    }
}
