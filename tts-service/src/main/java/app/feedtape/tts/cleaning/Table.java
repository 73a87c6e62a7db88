package app.feedtape.tts.cleaning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * A table as one would tell it: row by row, the cells of a small one by the names of their columns,
 * the beginning of a large one. What is a table for its looks alone is read as what stands in it.
 */
final class Table {

    private static final Set<String> NOT_IN_DATA =
            Set.of(
                    "table ul ol dl blockquote pre h1 h2 h3 h4 h5 h6 figure hr iframe video"
                            .split(" "));
    private static final int LONGEST_CELL = 120;
    private static final int LONGEST_NAME = 25;
    private static final int NODES_OF_A_CELL = 40;
    private static final int WIDEST = 12;
    private static final int CELLS_NAMED = 40;
    private static final int CELLS_READ = 60;

    /** The cells of one row. */
    private record Row(List<String> cells, boolean named, boolean spanned) {
        boolean isEmpty() {
            return cells.stream().allMatch(String::isEmpty);
        }
    }

    private final String caption;
    private final List<Row> rows;

    private Table(String caption, List<Row> rows) {
        this.caption = caption;
        this.rows = rows;
    }

    /** Its lines; empty when it is no table of data. */
    static Optional<List<String>> read(Element table) {
        if (Set.of("presentation", "none").contains(table.attr("role"))) {
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        String caption = "";
        for (Element part : table.children()) {
            if (part.normalName().equals("caption")) {
                caption = cell(part).orElse("");
            } else if (!addRows(part, rows)) {
                return Optional.empty();
            }
        }
        rows.removeIf(Row::isEmpty);
        boolean data =
                rows.size() > 1
                        && rows.stream().mapToInt(row -> row.cells().size()).max().orElse(0) > 1;
        return data ? Optional.of(new Table(caption, rows).lines()) : Optional.empty();
    }

    private static boolean addRows(Element part, List<Row> rows) {
        boolean head = part.normalName().equals("thead");
        for (Element row : part.normalName().equals("tr") ? List.of(part) : part.children()) {
            if (row.normalName().equals("tr")) {
                Optional<Row> read = row(row, head);
                if (read.isEmpty()) {
                    return false;
                }
                rows.add(read.get());
            }
        }
        return true;
    }

    private static Optional<Row> row(Element row, boolean head) {
        List<String> cells = new ArrayList<>();
        boolean named = true;
        boolean spanned = false;
        for (Element element : row.children()) {
            Optional<String> cell = cell(element);
            if (cell.isEmpty()) {
                return Optional.empty();
            }
            cells.add(cell.get());
            named &= head || cell.get().isEmpty() || element.normalName().equals("th");
            spanned |= isWide(element.attr("colspan")) || isWide(element.attr("rowspan"));
        }
        return Optional.of(new Row(cells, named, spanned));
    }

    private static boolean isWide(String span) {
        return !span.isEmpty() && !span.equals("1");
    }

    /** A short text without blocks in it; empty for anything else. */
    private static Optional<String> cell(Element cell) {
        StringBuilder text = new StringBuilder();
        int looked = 0;
        for (Node node : (Iterable<Node>) cell.nodeStream()::iterator) {
            looked++;
            boolean block = node instanceof Element one && NOT_IN_DATA.contains(one.normalName());
            if (block || looked > NODES_OF_A_CELL || text.length() > LONGEST_CELL) {
                return Optional.empty();
            }
            if (node instanceof TextNode words && !isSilent(words, cell)) {
                text.append(words.getWholeText());
            } else if (node.nameIs("br") || node.nameIs("p") || node.nameIs("div")) {
                text.append(' ');
            }
        }
        return Optional.of(text.toString().replaceAll("\\s+", " ").strip());
    }

    private static boolean isSilent(TextNode words, Element cell) {
        Node parent = words.parent();
        return parent instanceof Element element
                && element != cell
                && (element.normalName().equals("sup") || Markup.isSilent(element, false));
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(caption);
        Row first = rows.getFirst();
        boolean named = first.named() && isEven();
        int cells = rows.stream().mapToInt(row -> row.cells().size()).sum();
        if (named && cells <= CELLS_NAMED && first.cells().size() > 2 && areNames(first)) {
            rows.stream().skip(1).forEach(row -> lines.add(byName(first, row)));
            return lines;
        }
        int read = 0;
        for (Row row : rows) {
            read += row.cells().size();
            if (read > CELLS_READ && lines.size() > 1) {
                lines.add("…");
                return lines;
            }
            lines.add(inOrder(row));
        }
        return lines;
    }

    /** Whether a cell's place tells its column. */
    private boolean isEven() {
        int width = rows.getFirst().cells().size();
        return rows.stream().noneMatch(row -> row.spanned() || row.cells().size() != width);
    }

    private static boolean areNames(Row first) {
        return first.cells().stream().allMatch(name -> name.length() <= LONGEST_NAME);
    }

    private static String byName(Row names, Row row) {
        List<String> said = new ArrayList<>();
        for (int i = 1; i < row.cells().size(); i++) {
            String cell = row.cells().get(i);
            if (!cell.isEmpty()) {
                said.add((names.cells().get(i) + " " + cell).strip());
            }
        }
        return after(row.cells().getFirst(), said);
    }

    private static String inOrder(Row row) {
        List<String> said =
                row.cells().stream().skip(1).limit(WIDEST).filter(cell -> !cell.isEmpty()).toList();
        return after(row.cells().getFirst(), said);
    }

    private static String after(String first, List<String> said) {
        String rest = String.join(", ", said);
        return first.isEmpty() || rest.isEmpty() ? first + rest : first + ": " + rest;
    }
}
