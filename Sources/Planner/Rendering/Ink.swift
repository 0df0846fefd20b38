/// The colours of a plan's symbols, or none.
struct Ink {
    let isOn: Bool

    func symbol(_ action: Change.Action) -> String {
        isOn ? "\u{1B}[\(action.color)m\(action.symbol)\u{1B}[0m" : action.symbol
    }
}

extension Change.Action {
    fileprivate var symbol: String {
        switch self {
        case .create: "+"
        case .replace: "±"
        case .remove: "-"
        case .keep: "="
        case .start: "~"
        case .refuse: "!"
        }
    }

    /// The parameter of ECMA-48's "select graphic rendition".
    fileprivate var color: Int {
        switch self {
        case .create: 32
        case .replace, .start: 33
        case .remove, .refuse: 31
        case .keep: 36
        }
    }

    var meaning: String {
        switch self {
        case .create: "create"
        case .replace: "replace (new before old)"
        case .remove: "remove"
        case .keep: "keep"
        case .start: "start"
        case .refuse: "cannot be done"
        }
    }

    /// What the summary says after the number of servers.
    var outlook: String {
        switch self {
        case .create: "to create"
        case .replace: "to replace"
        case .remove: "to remove"
        case .keep: "unchanged"
        case .start: "to start"
        case .refuse: "refused"
        }
    }
}
