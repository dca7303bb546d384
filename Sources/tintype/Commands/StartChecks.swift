import Foundation

/// What can be seen to be wrong before anything is begun that takes time or changes something.
struct StartChecks {
    let settings: Settings

    /// - Throws: `Failure` if the folder for what is kept cannot be written to.
    func folder() throws {
        let path = try settings.required(.data)
        if let reason = Self.makeFolder(path) {
            throw Failure("The data folder \(path) cannot be made: \(reason).")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw Failure(
                "The data folder \(path) cannot be written to: \(String(cString: strerror(errno)))."
            )
        }
    }

    /// - Throws: `Failure` or `GatewayError` if the server could not listen, or would tell clients
    ///   addresses that lead nowhere, or has no page to show.
    func server(_ project: ProjectFolder) throws {
        let address = try settings.listenAddress()
        let port = try settings.number(.port)
        if address.isWildcard, settings.text(.publicURL) == nil {
            throw Failure(
                "\(Setting.address.flag) \(address.host) needs \(Setting.publicURL.flag), such as "
                    + "http://\(ProcessInfo.processInfo.hostName.lowercased()):\(port): clients are "
                    + "told where pictures and uploads are.",
                status: Failure.misused)
        }
        if let page = settings.page(project),
            !FileManager.default.fileExists(
                atPath: page + "/index.html")
        {
            throw Failure("\(page) has no index.html.", status: Failure.misused)
        }
        try address.check(port: port)
    }

    /// Makes a folder and those around it. What keeps it from that; nil if it is there.
    static func makeFolder(_ path: String) -> String? {
        var made = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + name
            if mkdir(made, 0o777) != 0, errno != EEXIST { return String(cString: strerror(errno)) }
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? nil : String(cString: strerror(ENOTDIR))
    }
}

extension Settings {
    /// Where to listen.
    func listenAddress() throws(Failure) -> ListenAddress {
        guard let address = ListenAddress(try required(.address)) else {
            preconditionFailure("\(Setting.address.key) is checked to be an address")
        }
        return address
    }

    /// The folder of the page; nil if none is to be served.
    func page(_ project: ProjectFolder) -> String? {
        let page = text(.playground) ?? project.playground
        return page == "off" ? nil : page
    }
}
