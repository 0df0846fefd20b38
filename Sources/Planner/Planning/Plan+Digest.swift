extension Plan {
    /// `sha256:` and 64 digits over the plan's JSON: two plans with the same digest do the same.
    package var digest: String { "sha256:" + HexDigest(of: body.text).text }
}
