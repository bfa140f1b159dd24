import OutboardModel

extension ParameterDescriptor {
    /// Where the parameter stands for a finite plain value that somebody wrote down: there, or at the end
    /// of its range that the value is beyond. [control]
    package func standing(for value: Float) -> Float {
        min(max(value, Float(range.lowerBound)), Float(range.upperBound))
    }
}
