import CallTraces
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

@Suite struct TraceStoreOpeningTests {
    @Test func onlyTheOwnerMayRead() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("state").appending("deep").appending("traces.sqlite").string
            let store = try TraceStore(path: path)
            try await store.insert([.sample("one")])
            for suffix in ["", "-wal", "-shm"] {
                #expect(try permissions(path + suffix) == 0o600, "\(suffix)")
            }
            #expect(try permissions(folder.appending("state").string) == 0o700)
            #expect(try permissions(folder.appending("state").appending("deep").string) == 0o700)
        }
    }

    @Test func narrowsThePermissionsOfAnExistingFile() async throws {
        try await withStore { store in
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: store.path)
            _ = try TraceStore(path: store.path)
            #expect(try permissions(store.path) == 0o600)
        }
    }

    @Test func keepsItsTracesWhenOpenedAgain() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("traces.sqlite").string
            try await TraceStore(path: path).insert([.sample("kept")])
            #expect(try await TraceStore(path: path).traces() == [.sample("kept")])
        }
    }

    @Test func manyOpenANewDatabaseAtOnce() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("traces.sqlite").string
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask { try await TraceStore(path: path).insert([.sample("opener\(number)-")]) }
                }
                try await group.waitForAll()
            }
            #expect(try await TraceStore(path: path).count() == 8)
        }
    }

    @Test(arguments: ["x", String(repeating: "not a database ", count: 500)])
    func refusesAFileThatIsNoDatabase(content: String) async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("traces.sqlite").string
            try Data(content.utf8).write(to: URL(filePath: path))
            let error = try #require(throws: TraceStoreError.self) { try TraceStore(path: path) }
            #expect(error.code == .notADatabase)
            #expect(error.description.contains(path) && error.description.contains("move the file away"))
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(content.utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == ["traces.sqlite"])
        }
    }

    @Test func refusesANewerSchema() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("traces.sqlite").string
            try await TraceStore(path: path).insert([.sample("kept")])
            try await executeForeignSQL("INSERT INTO grdb_migrations VALUES ('999 from the future')", at: path)
            let error = try #require(throws: TraceStoreError.self) { try TraceStore(path: path) }
            #expect(error.code == .newerSchema)
            #expect(error.description.contains("newer version"))
        }
    }

    @Test func leavesAnotherProgramsDatabaseAlone() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("other.sqlite").string
            try await executeForeignSQL("CREATE TABLE theirs (name TEXT)", at: path)
            let before = try Data(contentsOf: URL(filePath: path))
            let error = try #require(throws: TraceStoreError.self) { try TraceStore(path: path) }
            #expect(error.code == .foreignDatabase)
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test func saysWhenTheFolderCannotBeMade() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("file")
            try Data().write(to: URL(filePath: file.string))
            let path = file.appending("traces.sqlite").string
            let error = try #require(throws: TraceStoreError.self) { try TraceStore(path: path) }
            #expect(error.code == .notWritable)
            #expect(error.description.contains(path))
        }
    }

    @Test func saysWhenThePathIsAFolder() async throws {
        try await withTemporaryDirectory { folder in
            let error = try #require(throws: TraceStoreError.self) { try TraceStore(path: folder.string) }
            #expect(error.code == .notWritable)
        }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
