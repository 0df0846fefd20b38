import Crypto

extension Plan {
    /// `sha256:` and 64 digits over the plan's JSON: two plans with the same digest do the same.
    package var digest: String {
        let digits = SHA256.hash(data: Array(body.text.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "sha256:" + digits.joined()
    }
}
