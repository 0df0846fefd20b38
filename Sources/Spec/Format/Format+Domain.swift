extension Format where Value == ServerName {
    static var serverName: Self {
        .parsed(.name("server name"), ServerName.init)
    }
}

extension Format where Value == ProfileName {
    static var profileName: Self {
        .parsed(.name("profile name"), ProfileName.init)
    }
}

extension Format where Value == OwnerID {
    static var ownerID: Self {
        let rule = TextRule(
            pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
            noun: "owner id",
            hint: "write a UUID, as 'mcp-reconcile init' makes it",
            accepts: { OwnerID($0) != nil }
        )
        return .parsed(rule, OwnerID.init)
    }
}

extension Format where Value == ByteCount {
    /// `512Mi`, `2Gi`, `1.5GiB`, or a number of bytes.
    static var byteCount: Self {
        let rule = TextRule(
            pattern: "^(?:[0-9]{1,15}[bB]?|[0-9]{1,6}(?:\\.[0-9]{1,6})?[kKmMgGtT]i?[bB]?)$",
            noun: "size",
            hint: "write a size such as 512Mi or 2Gi",
            accepts: {
                $0.wholeMatch(of: /[0-9]{1,15}[bB]?|[0-9]{1,6}(?:\.[0-9]{1,6})?[kKmMgGtT]i?[bB]?/) != nil
            }
        )
        let bytes = Format<Int64>.integer(in: 0...(1 << 50)).map { bytes in
            guard let count = ByteCount(bytes: bytes) else { preconditionFailure("the range has no negative number") }
            return count
        }
        return .parsed(rule, ByteCount.init).or(bytes)
    }
}

extension Format where Value == Duration {
    /// `250ms`, `30s`, `10m`, `1h30m`; never zero.
    static var duration: Self {
        let rule = TextRule(
            pattern: "^(?=.*[1-9])(?:[0-9]{1,6}(?:\\.[0-9]{1,3})?(?:ms|s|m|h))+$",
            noun: "duration",
            hint: "write a duration such as 250ms, 30s or 10m",
            accepts: { DurationText($0) != nil }
        )
        return .parsed(rule) { DurationText($0)?.duration }
    }
}

extension TextRule {
    /// The alphabet of ``ServerName`` and ``ProfileName``.
    fileprivate static func name(_ noun: String) -> TextRule {
        TextRule(
            pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
            noun: noun,
            hint: "lowercase letters, digits and inner hyphens, at most 63",
            accepts: { ServerName($0) != nil }
        )
    }

    /// A reference to a server; what follows the scheme is checked when it is resolved.
    static let serverReference = TextRule(
        pattern: "^(?:docker|file|catalog|https?|oci)://.+$",
        noun: "server reference",
        hint: "write docker://image, file://path, catalog://catalog/server, or the https URL of a registry's server",
        accepts: { text in
            guard let separator = text.firstRange(of: "://") else { return false }
            let rest = text[separator.upperBound...]
            return schemes.contains(String(text[..<separator.lowerBound])) && !rest.isEmpty
                && !rest.contains(where: \.isNewline)
        }
    )

    private static let schemes: Set<String> = ["docker", "file", "catalog", "http", "https", "oci"]

    /// A path within a container.
    static let containerPath = TextRule(
        pattern: "^/[^\\u0000]*$",
        noun: "absolute path",
        hint: "a mount's target begins with '/'",
        accepts: { $0.hasPrefix("/") }
    )
}

/// A duration as people and the reference write it.
struct DurationText: Hashable, Sendable {
    let duration: Duration

    /// Accepts one or more of a number and a unit, at least one digit of which is not zero.
    init?(_ text: String) {
        guard text.contains(where: { ("1"..."9").contains($0) }) else { return nil }
        var rest = text[...]
        var total = Duration.zero
        while let match = rest.prefixMatch(of: /([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s|m|h)/) {
            guard let number = Double(match.1) else { return nil }
            total += .microseconds(Int64((number * Self.microseconds(in: match.2)).rounded()))
            rest = rest[match.range.upperBound...]
        }
        guard rest.isEmpty else { return nil }
        duration = total
    }

    private static func microseconds(in unit: Substring) -> Double {
        switch unit {
        case "ms": 1e3
        case "s": 1e6
        case "m": 60e6
        default: 3600e6
        }
    }
}
