/// The members or items of one instance that some keyword has evaluated (JSON Schema 2020-12 core §11), by position.
struct Evaluated {
    private var isAll = false
    private var positions: Set<Int> = []

    func contains(_ position: Int) -> Bool { isAll || positions.contains(position) }

    mutating func insert(_ position: Int) {
        if !isAll { positions.insert(position) }
    }

    mutating func insertAll() {
        isAll = true
        positions = []
    }

    mutating func merge(_ other: Evaluated) {
        if other.isAll {
            insertAll()
        } else if !isAll, !other.positions.isEmpty {
            positions.formUnion(other.positions)
        }
    }
}
