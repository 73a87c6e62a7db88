package app.feedtape.gateway.document;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The document as one page that needs no script and no other host. */
final class DocumentPage {

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final JsonNode document;
    private final StringBuilder html = new StringBuilder();

    private DocumentPage(JsonNode document) {
        this.document = document;
    }

    static String of(JsonNode document) {
        DocumentPage page = new DocumentPage(document);
        page.write();
        return page.html.toString();
    }

    private void write() {
        String title = escaped(document.at("/info/title").asString());
        html.append(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s API</title>
                <link rel="stylesheet" href="/docs/style.css">
                </head>
                <body>
                <nav>
                <h1>%1$s API</h1>
                <p><a href="/openapi.json">OpenAPI 3.1</a> <a href="/docs/feedtape.postman_collection.json">Postman</a> <a href="/docs/schema.graphqls">GraphQL</a></p>
                <ul>
                """
                        .formatted(title));
        for (JsonNode tag : document.path("tags")) {
            String name = tag.path("name").asString();
            line("<li><a href=\"#%s\">%s</a></li>".formatted(anchor(name), escaped(name)));
        }
        line("<li><a href=\"#shapes\">shapes</a></li>\n</ul>\n</nav>\n<main>");
        prose(document.at("/info/description").asString());
        document.path("tags").forEach(this::tag);
        line("<h2 id=\"shapes\">shapes</h2>");
        document.at("/components/schemas").properties().forEach(this::shape);
        line("</main>\n</body>\n</html>");
    }

    private void tag(JsonNode tag) {
        String name = tag.path("name").asString();
        line("<h2 id=\"%s\">%s</h2>".formatted(anchor(name), escaped(name)));
        prose(tag.path("description").asString());
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(verb -> {
                                    if (verb.getValue().at("/tags/0").asString().equals(name)) {
                                        operation(verb.getKey(), path.getKey(), verb.getValue());
                                    }
                                }));
    }

    private void operation(String verb, String path, JsonNode operation) {
        line("<details id=\"%s\">".formatted(operation.path("operationId").asString()));
        line(
                "<summary><b class=\"%s\">%s</b> <code>%s</code> %s</summary>"
                        .formatted(
                                verb,
                                verb.toUpperCase(Locale.ROOT),
                                escaped(path),
                                inline(operation.path("summary").asString())));
        prose(operation.path("description").asString());
        line("<p class=\"who\">" + who(operation) + "</p>");
        parameters(operation);
        operation.path("requestBody").path("content").properties().forEach(it -> body("Body", it));
        line("<table>");
        operation.path("responses").properties().forEach(this::answer);
        line("</table>");
        operation
                .path("responses")
                .properties()
                .forEach(it ->
                        it.getValue()
                                .path("content")
                                .properties()
                                .forEach(content -> body("Answer " + it.getKey(), content)));
        line("</details>");
    }

    private String who(JsonNode operation) {
        StringJoiner ways = new StringJoiner(" or ");
        for (JsonNode way : operation.path("security")) {
            way.properties()
                    .forEach(scheme -> {
                        StringJoiner names = new StringJoiner(", ", " (", ")").setEmptyValue("");
                        scheme.getValue().forEach(it -> names.add(it.asString()));
                        ways.add(scheme.getKey().replace('_', ' ') + names);
                    });
            if (way.isEmpty()) {
                ways.add("anybody");
            }
        }
        String who = ways.length() == 0 ? "anybody" : ways.toString();
        String limit = operation.path("x-limit").asString("");
        StringJoiner aliases = new StringJoiner(", ", "; also ", "").setEmptyValue("");
        operation.path("x-aliases").forEach(it -> aliases.add(it.asString()));
        return escaped("For " + who + (limit.isEmpty() ? "" : "; limit: " + limit) + aliases);
    }

    private void parameters(JsonNode operation) {
        if (operation.path("parameters").isEmpty()) {
            return;
        }
        line("<table>");
        for (JsonNode it : operation.path("parameters")) {
            line(
                    "<tr><td><code>%s</code></td><td>%s%s</td><td>%s</td><td>%s</td></tr>"
                            .formatted(
                                    escaped(it.path("name").asString()),
                                    it.path("in").asString(),
                                    it.path("required").asBoolean() ? ", needed" : "",
                                    type(it.path("schema")),
                                    inline(it.path("description").asString(""))));
        }
        line("</table>");
    }

    private void answer(Map.Entry<String, JsonNode> answer) {
        String reference = answer.getValue().path("$ref").asString("");
        JsonNode written =
                reference.isEmpty() ? answer.getValue() : document.at(reference.substring(1));
        line(
                "<tr><td>%s</td><td>%s</td></tr>"
                        .formatted(
                                answer.getKey(), escaped(written.path("description").asString())));
    }

    private void body(String title, Map.Entry<String, JsonNode> content) {
        line(
                "<p>%s: <code>%s</code> %s</p>"
                        .formatted(
                                title,
                                escaped(content.getKey()),
                                type(content.getValue().path("schema"))));
        JsonNode example = content.getValue().path("example");
        if (!example.isMissingNode()) {
            line("<pre>" + escaped(PRETTY.writeValueAsString(example)) + "</pre>");
        }
    }

    private void shape(Map.Entry<String, JsonNode> shape) {
        line("<h3 id=\"shape-%1$s\">%1$s</h3>".formatted(shape.getKey()));
        prose(shape.getValue().path("description").asString(""));
        line("<table>");
        StringJoiner needed = new StringJoiner(" ", " ", " ");
        shape.getValue().path("required").forEach(it -> needed.add(it.asString()));
        shape.getValue()
                .path("properties")
                .properties()
                .forEach(member ->
                        line(
                                "<tr><td><code>%s</code></td><td>%s%s</td><td>%s</td></tr>"
                                        .formatted(
                                                escaped(member.getKey()),
                                                type(member.getValue()),
                                                needed.toString()
                                                                .contains(
                                                                        " " + member.getKey() + " ")
                                                        ? ""
                                                        : ", may be missing",
                                                inline(
                                                        member.getValue()
                                                                .path("description")
                                                                .asString("")))));
        line("</table>");
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asString().replaceAll(".*/", "");
            return "<a href=\"#shape-%1$s\">%1$s</a>".formatted(name);
        }
        if (schema.has("anyOf")) {
            StringJoiner choices = new StringJoiner(" or ");
            schema.path("anyOf").forEach(it -> choices.add(type(it)));
            return choices.toString();
        }
        StringJoiner types = new StringJoiner(" or ");
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(it -> types.add(it.asString()));
        } else {
            types.add(schema.path("type").asString("any"));
        }
        String format = schema.path("format").asString("");
        String items = schema.has("items") ? " of " + type(schema.path("items")) : "";
        return escaped(types + (format.isEmpty() ? "" : " (" + format + ")")) + items;
    }

    private void prose(String markdown) {
        for (String paragraph : markdown.split("\n\n")) {
            if (!paragraph.isBlank()) {
                line("<p>" + inline(paragraph) + "</p>");
            }
        }
    }

    private void line(String text) {
        html.append(text).append('\n');
    }

    private static String inline(String markdown) {
        return escaped(markdown).replaceAll("`([^`]*)`", "<code>$1</code>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String anchor(String name) {
        return name.replace(' ', '-');
    }
}
