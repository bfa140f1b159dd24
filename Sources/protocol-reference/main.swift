import Foundation
import OutboardReference

// Writes the files that are made from the request table: `protocol-reference TREE`.
guard CommandLine.arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: protocol-reference TREE\n".utf8))
    exit(64)
}
let tree = URL(fileURLWithPath: CommandLine.arguments[1])
for (path, text) in Reference.files {
    let file = tree.appendingPathComponent(path)
    guard (try? String(contentsOf: file, encoding: .utf8)) != text else { continue }
    try Data(text.utf8).write(to: file)
    print("wrote \(path)")
}
