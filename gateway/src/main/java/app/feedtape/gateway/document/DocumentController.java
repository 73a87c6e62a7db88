package app.feedtape.gateway.document;

import app.feedtape.web.document.Answers;
import app.feedtape.web.problem.ErrorCode;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * This contract itself. The files are made from the code when it is tested and committed; nothing
 * is generated here.
 */
@RestController
class DocumentController {

    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final DocumentFiles files = new DocumentFiles();

    /**
     * The document you read, for programs: OpenAPI 3.1. May be kept for five minutes by anybody;
     * 304 for an {@code If-None-Match} with the {@code ETag} it has now.
     */
    @Answers(
            type = "application/json",
            headers = {"ETag", "Cache-Control"})
    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> document(ServerWebExchange exchange) {
        return answer(exchange, "openapi.json");
    }

    /** The document as a page, without scripts and without other hosts; kept as the document is. */
    @Answers(
            type = "text/html",
            headers = {"ETag", "Cache-Control"})
    @GetMapping("/docs")
    ResponseEntity<byte[]> page(ServerWebExchange exchange) {
        return answer(exchange, "docs.html");
    }

    /**
     * What goes with the page: its {@code style.css}, {@code feedtape.postman_collection.json}, a
     * Postman collection (2.1) made from the document, and {@code schema.graphqls}, the schema of
     * {@code POST /graphql}. 404 for any other name.
     */
    @Answers(
            type = "application/json",
            headers = {"ETag", "Cache-Control"})
    @GetMapping("/docs/{file}")
    ResponseEntity<byte[]> file(@PathVariable("file") String file, ServerWebExchange exchange) {
        if (!DocumentFiles.BESIDE_THE_PAGE.contains(file)) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
        return answer(exchange, file);
    }

    private ResponseEntity<byte[]> answer(ServerWebExchange exchange, String name) {
        DocumentFiles.File file = files.get(name);
        if (exchange.checkNotModified(file.tag())) {
            return described(ResponseEntity.status(HttpStatus.NOT_MODIFIED), file).build();
        }
        return described(ResponseEntity.ok(), file)
                .contentType(MediaType.parseMediaType(file.type()))
                .body(file.content());
    }

    private static ResponseEntity.BodyBuilder described(
            ResponseEntity.BodyBuilder answer, DocumentFiles.File file) {
        return answer.cacheControl(CACHE)
                .eTag(file.tag())
                .header("Content-Security-Policy", POLICY);
    }
}
