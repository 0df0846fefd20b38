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
            accepts: { SizeText($0)?.isPlain == true }
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
        guard text.utf8.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        var rest = text.utf8[...]
        var total = Duration.zero
        while !rest.isEmpty {
            guard let number = Self.number(&rest), let unit = Self.units.first(where: { rest.starts(with: $0.name) })
            else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += .microseconds(Int64((number * unit.microseconds).rounded()))
        }
        duration = total
    }

    /// `[0-9]{1,6}(\.[0-9]{1,3})?`, taken from the beginning of a text.
    private static func number(_ text: inout Substring.UTF8View) -> Double? {
        let whole = ASCIIClass.digits.countOfPrefix(text)
        guard (1...6).contains(whole) else { return nil }
        var length = whole
        if text.dropFirst(whole).first == UInt8(ascii: ".") {
            let fraction = ASCIIClass.digits.countOfPrefix(text.dropFirst(whole + 1))
            guard (1...3).contains(fraction) else { return nil }
            length += 1 + fraction
        }
        defer { text = text.dropFirst(length) }
        return Double(String(Substring(text.prefix(length))))
    }

    /// `ms` before `m`.
    private static let units: [(name: [UInt8], microseconds: Double)] = [
        (Array("ms".utf8), 1e3), (Array("s".utf8), 1e6), (Array("m".utf8), 60e6), (Array("h".utf8), 3600e6),
    ]
}
