import NIOHTTP1
import OutboardProtocol

/// One path that is answered, with who may ask.
package struct Route: Sendable {
    package enum Access: Sendable, Equatable {
        /// Anybody who reaches the server under one of its names.
        case everyone
        /// Who has proved to be of this role, or of one that may more.
        case role(Role)
        /// Who knows the token of the administration, which is another than anybody else's.
        case administrator
    }

    enum Segment: Sendable, Equatable {
        case literal(String)
        case capture(String)
    }

    package typealias Handler = @Sendable (HTTPRequest) async throws(RequestError) -> HTTPAnswer

    let method: HTTPMethod
    let segments: [Segment]
    let access: Access
    let answer: Handler

    /// - Parameter path: "/api/plugins/{id}": a name in braces stands for one segment, which may have a
    ///   slash in it where it is percent-encoded. A route of `GET` answers `HEAD` too.
    package init(
        _ method: HTTPMethod,
        _ path: String,
        _ access: Access,
        _ answer: @escaping Handler
    ) {
        self.method = method
        segments = path.split(separator: "/").map {
            $0.hasPrefix("{") ? .capture(String($0.dropFirst().dropLast())) : .literal(String($0))
        }
        self.access = access
        self.answer = answer
    }

    /// nil where the path is another one.
    func captures(in path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var captures: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard literal == text else { return nil }
            case .capture(let name): captures[name] = text
            }
        }
        return captures
    }
}

/// Finds the route of a request.
package struct Router: Sendable {
    package enum Match: Sendable {
        case route(Route, captures: [String: String])
        /// The path is known, and answers these methods only.
        case otherMethod([HTTPMethod])
        case none
    }

    private let routes: [Route]

    package init(_ routes: [Route]) { self.routes = routes }

    package func match(_ method: HTTPMethod, _ path: String) -> Match {
        guard let path = Self.segments(of: path) else { return .none }
        var others: [HTTPMethod] = []
        for route in routes {
            guard let captures = route.captures(in: path) else { continue }
            if route.method == method || (route.method == .GET && method == .HEAD) {
                return .route(route, captures: captures)
            }
            others.append(route.method)
        }
        return others.isEmpty ? .none : .otherMethod(others)
    }

    /// nil where a segment is empty, or is not UTF-8 when it is decoded. Segments are split before they are
    /// decoded, and compared with names only: none of them is ever a path of the file system.
    static func segments(of path: String) -> [String]? {
        guard path.hasPrefix("/") else { return nil }
        var segments: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard !part.isEmpty, let text = percentDecoded(part), !text.utf8.contains(0) else {
                return nil
            }
            segments.append(text)
        }
        return segments
    }
}
