package app.feedtape.auth.life;

import app.feedtape.auth.account.Exported;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.secret.Sealing;
import app.feedtape.messaging.privacy.ExportPart;
import app.feedtape.web.WebSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Makes one ZIP file of all parts once every service has handed its own in. */
@Service
class ExportAssembly {

    private final PrivacyTasks tasks;
    private final PrivacyParts parts;
    private final List<Exported> own;
    private final DataExport export;
    private final Sealing sealing;
    private final Mails mails;
    private final String origin;
    private final JsonMapper json;
    private final ObjectWriter readable;

    ExportAssembly(
            PrivacyTasks tasks,
            PrivacyParts parts,
            List<Exported> own,
            DataExport export,
            Sealing sealing,
            Mails mails,
            WebSettings settings,
            JsonMapper json) {
        this.tasks = tasks;
        this.parts = parts;
        this.own = own;
        this.export = export;
        this.sealing = sealing;
        this.mails = mails;
        this.origin = settings.issuer();
        this.json = json;
        this.readable = json.writerWithDefaultPrettyPrinter();
    }

    /** Adds auth's own part to one that waits for it. */
    @Transactional
    boolean addOwnNext() {
        List<UUID> next = parts.listWantingOwn();
        next.forEach(this::addOwn);
        return !next.isEmpty();
    }

    private void addOwn(UUID taskId) {
        PrivacyTask task = tasks.find(taskId).orElseThrow();
        Map<String, Object> data = new LinkedHashMap<>();
        own.forEach(one -> data.put(one.name(), one.export(task.accountId())));
        export.tryTake(taskId, PrivacyParts.OWN, json.writeValueAsBytes(ExportPart.of(data)));
    }

    /** Puts one together that has all its parts, and has the person told. */
    @Transactional
    boolean assembleNext() {
        List<UUID> next = parts.takeWhole();
        next.forEach(this::assemble);
        return !next.isEmpty();
    }

    private void assemble(UUID taskId) {
        PrivacyTask task = tasks.find(taskId).orElseThrow();
        byte[] file = zip(taskId);
        if (tasks.tryComplete(taskId, sealing.seal(file, DataExport.context(taskId)))) {
            parts.drop(taskId);
            mails.request(
                    task.accountId(),
                    "export_ready",
                    Map.of("link", origin + "/api/me/jobs/" + taskId + "/download"),
                    "export_ready " + taskId);
        }
    }

    private byte[] zip(UUID taskId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (PrivacyParts.Content part : parts.contents(taskId)) {
                JsonNode content =
                        json.readTree(sealing.open(part.content(), DataExport.context(taskId)));
                add(
                        zip,
                        part.service() + ".json",
                        readable.writeValueAsString(content.path("data")));
                for (Map.Entry<String, JsonNode> file : content.path("files").properties()) {
                    add(zip, file.getKey(), file.getValue().asString());
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
