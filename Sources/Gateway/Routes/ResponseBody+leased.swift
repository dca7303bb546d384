import Hummingbird
import NIOCore

import class GraphQL.ResponseLease

extension ResponseBody {
    /// The bytes of a response, which holds its part of the budget of all responses until the client
    /// has taken all but the last piece: one that does not read keeps others from as much.
    init(_ response: GraphQLResponse, chunkBytes: Int) {
        let buffer = ByteBuffer(bytes: response.body)
        guard buffer.readableBytes > chunkBytes, let lease = response.lease else {
            self.init(byteBuffer: buffer)
            return
        }
        self.init(contentLength: buffer.readableBytes) { writer in
            var rest = buffer
            while let piece = rest.readSlice(length: min(chunkBytes, rest.readableBytes)),
                piece.readableBytes > 0
            {
                try await writer.write(piece)
            }
            withExtendedLifetime(lease) {}
            try await writer.finish(nil)
        }
    }
}
