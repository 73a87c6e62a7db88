package app.feedtape.world.mail;

import app.feedtape.world.state.StateFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All mail ever caught, newest last, kept over restarts up to a bound. */
final class Mailbox {

    private static final int MOST = 2_000;

    private record Kept(List<CaughtMail> messages) {}

    private final StateFile<Kept> file;
    private final List<CaughtMail> messages;

    Mailbox(Path directory) {
        this.file = new StateFile<>(directory, "mail.json", Kept.class);
        this.messages = new ArrayList<>(file.load().map(Kept::messages).orElse(List.of()));
    }

    synchronized void add(CaughtMail mail) {
        messages.add(mail);
        if (messages.size() > MOST) {
            messages.removeFirst();
        }
        file.save(new Kept(messages));
    }

    synchronized List<CaughtMail> newestFirst(Optional<String> to) {
        return messages.reversed().stream()
                .filter(mail -> to.isEmpty() || mail.to().equalsIgnoreCase(to.get()))
                .toList();
    }

    synchronized Optional<CaughtMail> find(String id) {
        return messages.stream().filter(mail -> mail.id().equals(id)).findFirst();
    }

    synchronized void clear() {
        messages.clear();
        file.save(new Kept(messages));
    }
}
