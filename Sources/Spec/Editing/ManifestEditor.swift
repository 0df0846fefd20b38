/// Changes values of a manifest in its text: comments, order and formatting of everything else stay byte by byte.
///
/// Every change is read back: if the text does not say exactly what it said before with that change, it is refused.
struct ManifestEditor: Sendable {
    /// Why a place cannot be edited by a program.
    struct Refusal: Error, Hashable, Sendable {
        let path: EditPath
        let file: String
        let reason: String
    }

    let file: String
    private(set) var scalars: [Unicode.Scalar]
    private(set) var value: JSONValue
    /// CRLF where the file has it.
    let newline: String

    /// - Throws: What is wrong with the file's YAML.
    init(_ bytes: [UInt8], file: String) throws(DiagnosticReport) {
        let text = String(decoding: bytes, as: UTF8.self)
        let document = YAMLDocument(bytes: bytes, file: file)
        guard let root = document.root, document.diagnostics.isEmpty else {
            throw DiagnosticReport(document.diagnostics, sources: [file: text])
        }
        self.file = file
        scalars = Array(text.unicodeScalars)
        newline = text.unicodeScalars.contains("\r") ? "\r\n" : "\n"
        value = JSONValue(root)
    }

    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    subscript(path: EditPath) -> JSONValue? { value[path.steps[...]] }

    /// Lets a place have this value; mappings on the way are made.
    mutating func set(_ path: EditPath, to value: ManifestValue) throws(Refusal) {
        guard self[path] != value.json else { return }
        let found = try find(path)
        let nested = found.missing.dropFirst().reversed().reduce(value) { inner, key in
            .members([ManifestValue.Member(key, inner)])
        }
        let edit: TextEdit
        if let key = found.missing.first {
            edit = try insert(ManifestValue.Member(key, nested), into: found, path)
        } else {
            edit = replacement(of: found, with: nested)
        }
        try apply(edit, path, expecting: self.value.replacing(path.steps[...], with: value.json))
    }

    /// Adds an element to the end of a list, which is made if it is not there.
    mutating func append(_ element: ManifestValue, to path: EditPath) throws(Refusal) {
        guard case .array(let elements)? = self[path] else { return try set(path, to: .list([element])) }
        let found = try find(path)
        let edit = try addition(of: element, to: found, path)
        try apply(edit, path, expecting: value.replacing(path.steps[...], with: .array(elements + [element.json])))
    }

    /// Takes a key or an element away; what is not there is no mistake.
    mutating func remove(_ path: EditPath) throws(Refusal) {
        guard self[path] != nil, let last = path.steps.last else { return }
        let parent = try find(EditPath(path.steps.dropLast()))
        guard let edit = removal(of: last, from: parent) else { throw refusal(path, "it shares its line with others") }
        try apply(edit, path, expecting: value.replacing(path.steps[...], with: nil))
    }

    private mutating func apply(_ edit: TextEdit, _ path: EditPath, expecting expected: JSONValue?) throws(Refusal) {
        var changed = scalars
        changed.replaceSubrange(edit.range, with: Array(edit.text.unicodeScalars))
        var view = String.UnicodeScalarView()
        view.append(contentsOf: changed)
        let document = YAMLDocument(bytes: Array(String(view).utf8), file: file)
        guard document.diagnostics.isEmpty, let root = document.root, let expected, JSONValue(root) == expected else {
            throw refusal(path, "the file is written in a way that only a person can change there")
        }
        (scalars, value) = (changed, expected)
    }

    func refusal(_ path: EditPath, _ reason: String) -> Refusal {
        Refusal(path: path, file: file, reason: reason)
    }
}
