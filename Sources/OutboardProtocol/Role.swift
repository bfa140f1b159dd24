import OutboardModel

/// What a person may do. Each may what those before it may.
package enum Role: String, Sendable, CaseIterable, Comparable {
    /// Looks, listens and talks.
    case viewer
    /// And sets what goes into a mix of their own.
    case musician
    /// And everything about the session.
    case engineer
    /// And everything about the box.
    case owner

    package static func < (left: Role, right: Role) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}

/// Who a connection speaks for.
package struct Principal: Sendable, Equatable {
    package var user: String
    package var role: Role
    /// The bus that is a musician's own mix. nil: none.
    package var mix: TrackID?
    /// A token says so. Else the name is the client's to choose.
    package var isVouchedFor: Bool

    package init(user: String, role: Role, mix: TrackID? = nil, isVouchedFor: Bool = false) {
        self.user = user
        self.role = role
        self.mix = mix
        self.isVouchedFor = isVouchedFor
    }
}
