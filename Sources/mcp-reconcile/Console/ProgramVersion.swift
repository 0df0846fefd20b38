/// The program's own version.
struct ProgramVersion {
    static let current = Self(text: "0.1.0")

    let text: String
}
