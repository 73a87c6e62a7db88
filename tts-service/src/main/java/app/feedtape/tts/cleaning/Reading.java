package app.feedtape.tts.cleaning;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jspecify.annotations.Nullable;

/**
 * One way through a page. A figure is looked at and not read, unless it holds a quotation or a
 * table, as some editors wrap them; its caption is read only then.
 */
final class Reading implements NodeFilter {

    private static final Set<String> BLOCKS =
            Set.of(
                    ("p div li ul ol h1 h2 h3 h4 h5 h6 blockquote article section tr td th caption dd dt dl main header"
                                    + " footer aside figure figcaption table pre form fieldset address details summary")
                            .split(" "));
    private static final Set<String> WORTH_READING = Set.of("blockquote", "table");
    private static final int LONGEST_MARK = 24;
    private static final int LOOKED_BACK_AT = 8;

    /**
     * What is open: a figure and whether something in it has been read, or a list and its count.
     */
    private static final class Open {
        private final Element element;
        private boolean read;
        private int item;

        private Open(Element element) {
            this.element = element;
        }
    }

    private final Lines lines;
    private final boolean everything;
    private final Deque<Open> figures = new ArrayDeque<>();
    private final Deque<Open> lists = new ArrayDeque<>();
    private final Deque<Element> readInFigures = new ArrayDeque<>();

    Reading(Lines lines, boolean everything) {
        this.lines = lines;
        this.everything = everything;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode words) {
            read(words);
            return FilterResult.CONTINUE;
        }
        return node instanceof Element element ? head(element) : FilterResult.CONTINUE;
    }

    private FilterResult head(Element element) {
        if (Markup.isSilent(element, everything)) {
            return FilterResult.SKIP_ENTIRELY;
        }
        return switch (element.normalName()) {
            case "sup" -> raised(element);
            case "table" -> table(element);
            case "img" -> image(element);
            default -> block(element);
        };
    }

    private void read(TextNode words) {
        if (isUnread()) {
            return;
        }
        if (words.parent() instanceof Element parent && parent.normalName().equals("pre")) {
            lines.listing(words.getWholeText());
        } else {
            lines.words(words.getWholeText());
        }
    }

    private boolean isUnread() {
        return !figures.isEmpty() && readInFigures.isEmpty() && !everything;
    }

    private FilterResult raised(Element element) {
        String raised = Markup.shortText(element, LONGEST_MARK).strip();
        if (raised.length() > LONGEST_MARK) {
            return FilterResult.CONTINUE;
        }
        boolean linked = isLink(element.parent()) || isLink(element.firstElementChild());
        if (!isUnread() && !NoteMarks.is(raised, linked, lines.tail(LOOKED_BACK_AT))) {
            lines.words(NoteMarks.raised(raised));
        }
        return FilterResult.SKIP_ENTIRELY;
    }

    private static boolean isLink(@Nullable Element element) {
        return element != null && element.normalName().equals("a");
    }

    private FilterResult table(Element element) {
        Optional<List<String>> rows = Table.read(element);
        if (rows.isEmpty()) {
            return block(element);
        }
        figures.forEach(figure -> figure.read = true);
        lines.end(true);
        for (String row : rows.get()) {
            lines.words(row);
            lines.end(true);
        }
        return FilterResult.SKIP_ENTIRELY;
    }

    private FilterResult image(Element element) {
        if (!isUnread()) {
            lines.words(Markup.alt(element));
        }
        return FilterResult.SKIP_ENTIRELY;
    }

    private FilterResult block(Element element) {
        String name = element.normalName();
        if (name.equals("br") || name.equals("hr")) {
            lines.end(name.equals("hr"));
        } else if (BLOCKS.contains(name)) {
            open(element, name);
        }
        return FilterResult.CONTINUE;
    }

    private void open(Element element, String name) {
        lines.end(true);
        if (name.equals("figure")) {
            figures.push(new Open(element));
        } else if (name.equals("ol")) {
            lists.push(counting(element));
        } else if (isReadInFigure(name)) {
            readInFigures.push(element);
            figures.element().read |= WORTH_READING.contains(name);
        } else if (name.equals("li") && isOfOpenList(element)) {
            lists.peek().item++;
            lines.mark(mark());
        }
    }

    private static Open counting(Element list) {
        Open open = new Open(list);
        String start = list.attr("start");
        open.item = start.matches("\\d{1,4}") ? Integer.parseInt(start) - 1 : 0;
        return open;
    }

    private boolean isReadInFigure(String name) {
        Open figure = figures.peek();
        return figure != null
                && (WORTH_READING.contains(name) || (name.equals("figcaption") && figure.read));
    }

    /** Numbers that a reader sees; lists that count in letters or down are not counted. */
    private boolean isOfOpenList(Element item) {
        Open list = lists.peek();
        return list != null
                && item.parent() == list.element
                && !isUnread()
                && !list.element.hasAttr("reversed")
                && (!list.element.hasAttr("type") || list.element.attr("type").equals("1"));
    }

    private String mark() {
        Open list = lists.peek();
        return list == null ? "" : list.item + ". ";
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element && BLOCKS.contains(element.normalName())) {
            close(element, element.normalName());
        }
        return FilterResult.CONTINUE;
    }

    private void close(Element element, String name) {
        if (name.equals("li") && isOfOpenList(element)) {
            lines.unmark();
        }
        lines.end(true);
        if (isOpen(figures, element)) {
            figures.pop();
        } else if (isOpen(lists, element)) {
            lists.pop();
        } else if (readInFigures.peek() == element) {
            readInFigures.pop();
        }
    }

    private static boolean isOpen(Deque<Open> stack, Element element) {
        return !stack.isEmpty() && stack.peek().element == element;
    }
}
