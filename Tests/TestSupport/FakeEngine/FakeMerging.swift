/// What an engine makes of a create call: the image's defaults and its own filled in.
enum FakeMerging {
    /// The effective `Config`.
    static func configuration(_ asked: JSONValue, _ image: JSONValue) -> JSONValue {
        var merged = asked
        merged["HostConfig"] = .null
        if asked["Entrypoint"].elements.isEmpty {
            if asked["Cmd"].elements.isEmpty { merged["Cmd"] = image["Cmd"] }
            merged["Entrypoint"] = image["Entrypoint"]
        }
        for key in ["User", "WorkingDir"] where (asked[key].text ?? "").isEmpty { merged[key] = image[key] }
        merged["Labels"] = .object(image["Labels"].members.merging(asked["Labels"].members) { _, own in own })
        let names = Set(asked["Env"].elements.compactMap { name(of: $0) })
        let inherited = image["Env"].elements.filter { !names.contains(name(of: $0) ?? "") }
        merged["Env"] = .array(asked["Env"].elements + inherited)
        return merged
    }

    /// The effective `HostConfig`.
    static func host(_ asked: JSONValue) -> JSONValue {
        .object(hostDefaults.members.merging(asked.members) { standard, own in own == .null ? standard : own })
    }

    private static func name(of variable: JSONValue) -> String? {
        variable.text?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
    }

    private static let hostDefaults: JSONValue = [
        "CapAdd": nil, "CapDrop": nil, "Privileged": false, "ReadonlyRootfs": false, "SecurityOpt": nil,
        "Memory": 0, "MemorySwap": 0, "NanoCpus": 0, "PidsLimit": nil, "NetworkMode": "default", "ExtraHosts": nil,
        "LogConfig": ["Type": "json-file", "Config": [:]],
        "RestartPolicy": ["Name": "no", "MaximumRetryCount": 0],
    ]
}
