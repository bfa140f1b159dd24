/// The program's version, by semantic versioning.
package let outboardVersion = "0.1.0"
