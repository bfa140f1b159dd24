import OutboardJSON
import Testing

@testable import OutboardProtocol

struct IdentifyRequestTests {
    private func read(_ data: String) throws(RequestError) -> IdentifyRequest {
        let value = try! JSONValue(parsing: Array(data.utf8))
        guard case .identify(let request) = try Request(.identify, JSONField(value)) else {
            throw RequestError(.unknownType, "It was read as something else.")
        }
        return request
    }

    private func field(_ data: String) -> String? {
        do throws(RequestError) {
            _ = try read(data)
            return nil
        } catch {
            // Of what is nested, the field that it is nested in.
            return error.field?.split(separator: "/").first.map(String.init)
        }
    }

    @Test func clientIDHasOneToSixtyFourBytes() throws {
        let longest = String(repeating: "x", count: 64)
        #expect(try read("{\"client_id\":\"\(longest)\"}").clientID == longest)
        #expect(field("{\"client_id\":\"\(longest)x\"}") == "client_id")
        #expect(field("{\"client_id\":\"\"}") == "client_id")
    }

    @Test func topicsAreReadOrRefused() throws {
        #expect(try read("{}").topics == nil)
        #expect(try read("{\"subscribe\":[]}").topics == [])
        #expect(try read("{\"subscribe\":[\"state\",\"state\"]}").topics == [.state])
        #expect(field("{\"subscribe\":[\"gossip\"]}") == "subscribe")
        #expect(field("{\"subscribe\":\"state\"}") == "subscribe")
    }

    @Test func placesToGoOnFromAreReadOrRefused() throws {
        let place = IdentifyRequest.Resume(epoch: "e", revision: 0)
        #expect(try read("{\"resume\":{\"epoch\":\"e\",\"revision\":0}}").resume == place)
        #expect(try read("{\"resume\":null}").resume == nil)
        for wrong in [
            "{}", "{\"epoch\":\"\",\"revision\":1}", "{\"epoch\":\"e\",\"revision\":-1}",
            "{\"epoch\":\"e\",\"revision\":1.5}", "{\"epoch\":\"e\",\"revision\":1e300}", "7",
        ] { #expect(field("{\"resume\":\(wrong)}") == "resume", "\(wrong)") }
    }
}
