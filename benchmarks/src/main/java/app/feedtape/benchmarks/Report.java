package app.feedtape.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that is printed. */
final class Report {

    private static final String USUAL =
            "what | per second | median ms | p99 ms | answers and remarks";

    private final String subject;
    private final String machine;
    private final List<String> rows = new ArrayList<>();
    private String heading = USUAL;

    Report(String subject, String machine) {
        this.subject = subject;
        this.machine = machine;
    }

    /** Other columns than the usual ones. */
    void columns(String... names) {
        heading = String.join(" | ", names);
    }

    /** A measurement over HTTP. */
    void add(String what, Load.Result result, String remark) {
        row(
                what,
                String.format(Locale.ROOT, "%.0f", result.perSecond()),
                String.format(Locale.ROOT, "%.1f", result.latencies().medianMillis()),
                String.format(Locale.ROOT, "%.1f", result.latencies().millis(0.99)),
                result.statuses() + (remark.isEmpty() ? "" : "; " + remark));
    }

    /** A measurement within this process. */
    void addNanos(String what, double nanosecondsEach, String remark) {
        row(
                what,
                String.format(Locale.ROOT, "%.0f", 1e9 / nanosecondsEach),
                String.format(Locale.ROOT, "%.4f", nanosecondsEach / 1e6),
                "",
                remark);
    }

    /** Times that were not those of a load. */
    void addMillis(String what, Latencies latencies, String remark) {
        row(
                what,
                "",
                String.format(Locale.ROOT, "%.1f", latencies.medianMillis()),
                String.format(Locale.ROOT, "%.1f", latencies.millis(0.99)),
                remark);
    }

    /** What is no time. */
    void addFigure(String what, String figure) {
        row(what, "", "", "", figure);
    }

    void skip(String what, String why) {
        row(what, "", "", "", "not measured: " + why);
    }

    void row(String... cells) {
        rows.add("| " + String.join(" | ", cells) + " |");
        System.err.println(rows.getLast());
    }

    String print(String loadAtTheEnd) {
        return """
        %s, measured on %s, at the end %s

        | %s |
        |%s
        %s
        """
                .formatted(
                        subject,
                        machine,
                        loadAtTheEnd,
                        heading,
                        "---|".repeat(heading.split(" \\| ").length),
                        String.join("\n", rows));
    }
}
