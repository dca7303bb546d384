import Foundation

/// What was measured as one page of HTML with curves: no scripts, nothing from elsewhere, for light and dark.
struct ProductPage {
    let text: String

    init(_ findings: ProductFindings) {
        var body = "<h1>tintype bench product</h1>\n<p>\(Self.escaped(findings.world))</p>\n"
        for sweep in findings.sweeps {
            let name = sweep.gateways == 1 ? "One gateway" : "\(sweep.gateways) gateways"
            body += "<h2>\(name): latency over load</h2>\n"
            body += Self.latencies(sweep)
        }
        body += "<h2>Hit rate after memcached was emptied</h2>\n" + Self.hitRates(findings.hitRates)
        body += "<h2>All figures</h2>\n" + Self.table(findings.rows)
        text = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>tintype bench product</title>
            <style>\(Self.style)</style></head>
            <body><main>
            \(body)</main></body></html>

            """
    }

    private static func latencies(_ sweep: ProductFindings.Sweep) -> String {
        let steps = sweep.steps.sorted { $0.offered < $1.offered }
        func line(_ name: String, _ value: (ProductFindings.Step) -> Double) -> CurveChart.Line {
            CurveChart.Line(name: name, points: steps.map { ($0.offered, value($0)) })
        }
        return CurveChart(
            across: "requests a second", up: "ms", isLogarithmic: true,
            lines: [line("p50", \.p50), line("p95", \.p95), line("p99", \.p99)]
        ).svg
    }

    private static func hitRates(_ rates: [ProductFindings.HitRates]) -> String {
        let names = rates.first?.byClass.map(\.name) ?? []
        let lines = names.enumerated().map { index, name in
            CurveChart.Line(
                name: name, points: rates.map { ($0.seconds, $0.byClass[index].rate * 100) })
        }
        let all = CurveChart.Line(name: "all", points: rates.map { ($0.seconds, $0.all * 100) })
        return CurveChart(
            across: "seconds", up: "% of keys", isLogarithmic: false, lines: lines + [all]
        ).svg
    }

    private static func table(_ rows: [BenchRow]) -> String {
        let lines = rows.map { row in
            let value = String(format: row.value.magnitude < 10 ? "%.2f" : "%.1f", row.value)
            return
                "<tr><td>\(escaped(row.name))</td><td>\(value)</td><td>\(escaped(row.unit))</td></tr>"
        }
        return "<table>\n" + lines.joined(separator: "\n") + "\n</table>\n"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
    }

    /// Colours that are told apart by those who see red and green alike, too (Okabe and Ito, 2008).
    private static let style = """
        :root { color-scheme: light dark; --line: #ccc; --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #666; }
        @media (prefers-color-scheme: dark) {
          :root { --line: #444; --c0: #56b4e9; --c1: #e69f00; --c2: #00c896; --c3: #bbb; } }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 760px; margin: 0 auto; padding: 1rem; }
        svg { width: 100%; height: auto; font-size: 13px; }
        svg text { fill: currentColor; }
        svg .grid { stroke: var(--line); }
        svg polyline { fill: none; stroke-width: 2; }
        table { border-collapse: collapse; width: 100%; }
        td { border-bottom: 1px solid var(--line); padding: .2rem .4rem; }
        td:nth-child(2) { text-align: right; font-variant-numeric: tabular-nums; }
        """
}

/// Curves over two axes as SVG.
struct CurveChart {
    struct Line {
        let name: String
        let points: [(x: Double, y: Double)]
    }

    let across: String
    let up: String
    /// Whether the axis upwards grows by powers of ten.
    let isLogarithmic: Bool
    let lines: [Line]

    private static let size = (width: 720.0, height: 360.0)
    private static let margin = (left: 62.0, right: 16.0, top: 34.0, bottom: 46.0)

    var svg: String {
        let points = lines.flatMap(\.points)
        guard let right = points.map(\.x).max(), right > 0 else { return "<p>Nothing.</p>\n" }
        let ticks = upTicks(points.map(\.y))
        let (low, high) = (ticks[0], ticks[ticks.count - 1])
        func x(_ value: Double) -> Double {
            Self.margin.left + value / right
                * (Self.size.width - Self.margin.left - Self.margin.right)
        }
        func y(_ value: Double) -> Double {
            let share =
                isLogarithmic
                ? log(max(value, low) / low) / log(high / low) : (value - low) / (high - low)
            return Self.size.height - Self.margin.bottom - share
                * (Self.size.height - Self.margin.top - Self.margin.bottom)
        }
        var parts = ticks.map { tick in
            grid(x(0), y(tick), x(right), y(tick))
                + label(x(0) - 8, y(tick) + 4, short(tick), "end")
        }
        for step in 0...5 {
            let value = right * Double(step) / 5
            parts.append(
                grid(x(value), y(low), x(value), y(high))
                    + label(x(value), y(low) + 18, short(value), "middle"))
        }
        parts.append(label(x(right), Self.size.height - 6, across, "end"))
        parts.append(label(8, 16, up, "start"))
        for (index, line) in lines.enumerated() {
            let colour = "style=\"stroke:var(--c\(index % 4))\""
            let path = line.points.map { String(format: "%.1f,%.1f", x($0.x), y($0.y)) }
            parts.append("<polyline \(colour) points=\"\(path.joined(separator: " "))\"/>")
            let start = 150 + Double(index) * 140
            parts.append("<polyline \(colour) points=\"\(start),12 \(start + 28),12\"/>")
            parts.append(label(start + 34, 16, line.name, "start"))
        }
        let (width, height) = (Int(Self.size.width), Int(Self.size.height))
        return """
            <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="\(up) over \(across)">
            \(parts.joined(separator: "\n"))
            </svg>

            """
    }

    /// Round numbers that hold all values between them.
    private func upTicks(_ values: [Double]) -> [Double] {
        guard isLogarithmic else { return stride(from: 0, through: 100, by: 20).map { $0 } }
        let least = max(values.min() ?? 1, 0.01)
        let most = max(values.max() ?? 10, least * 1.01)
        let powers = Int(floor(log10(least)))...Int(ceil(log10(most)))
        let ticks = powers.map { pow(10, Double($0)) }
        return ticks.count > 1 ? ticks : [ticks[0], ticks[0] * 10]
    }

    private func grid(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        String(
            format: "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1,
            y1, x2,
            y2)
    }

    private func label(_ x: Double, _ y: Double, _ text: String, _ anchor: String) -> String {
        String(format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"", x, y)
            + "\(anchor)\">\(ProductPage.escaped(text))</text>"
    }

    private func short(_ value: Double) -> String {
        value != 0 && value < 10 ? String(format: "%.3g", value) : "\(Int(value.rounded()))"
    }
}
