package app.feedtape.admin.statistics;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A table as a file for spreadsheets (RFC 4180). What a spreadsheet would take for a formula is
 * made a text by a leading apostrophe; numbers stay numbers.
 */
final class Csv {

    private static final String FORMULA_BEGINS = "=+-@\t\r\n";

    private Csv() {}

    static String of(List<String> columns, JsonNode rows) {
        Stream<String> lines =
                rows.valueStream()
                        .map(row ->
                                columns.stream()
                                        .map(column -> cell(row.path(column)))
                                        .collect(Collectors.joining(",")));
        return Stream.concat(Stream.of(String.join(",", columns)), lines)
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String cell(JsonNode value) {
        if (!value.isString()) {
            return value.isNull() || value.isMissingNode() ? "" : value.toString();
        }
        String text = value.stringValue();
        String harmless =
                !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return harmless.chars().anyMatch(it -> it == ',' || it == '"' || it == '\n' || it == '\r')
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }
}
