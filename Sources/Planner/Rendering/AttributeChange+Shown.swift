import Spec

extension AttributeChange {
    /// True for a variable whose name says that its value is nobody's business.
    var isSensitive: Bool {
        guard path.text.hasPrefix("env.") else { return false }
        let name = path.text.dropFirst(4).uppercased()
        return ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "APIKEY", "API_KEY", "CREDENTIAL", "PRIVATE_KEY", "ACCESS_KEY"]
            .contains(where: name.contains)
    }

    /// The values as they may be printed.
    var shownValues: (old: String?, new: String?) {
        isSensitive ? (old.map { _ in "(sensitive)" }, new.map { _ in "(sensitive)" }) : (old, new)
    }
}
