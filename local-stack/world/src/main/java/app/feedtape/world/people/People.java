package app.feedtape.world.people;

import app.feedtape.world.state.StateFile;
import app.feedtape.world.web.Refusal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everybody who ever signed in through a provider here, made on demand and kept over restarts. */
public final class People {

    private static final long FIRST_NUMBER = 1001;

    private record Register(List<Person> people) {}

    private final StateFile<Register> file;
    private final Clock clock;
    private final List<Person> people;

    public People(Path directory, Clock clock) {
        this.file = new StateFile<>(directory, "people.json", Register.class);
        this.clock = clock;
        this.people = new ArrayList<>(file.load().map(Register::people).orElse(List.of()));
    }

    public synchronized List<Person> list() {
        return List.copyOf(people);
    }

    public synchronized Optional<Person> find(long number) {
        return people.stream().filter(person -> person.number() == number).findFirst();
    }

    /**
     * The person with this address, made when there is none. {@code verified} changes what the
     * providers say of the address from now on; empty leaves a known person as is and makes a new
     * one verified.
     */
    public synchronized Person get(String email, Optional<Boolean> verified) {
        String address = email.strip();
        if (!address.matches("[^@\\s]{1,64}@[^@\\s]{1,250}")) {
            throw new Refusal(400, "An e-mail address is needed to sign somebody in.");
        }
        Optional<Person> known =
                people.stream()
                        .filter(person -> person.email().equalsIgnoreCase(address))
                        .findFirst();
        Person person =
                known.map(someone -> verify(someone, verified))
                        .orElseGet(() -> make(address, verified));
        known.ifPresent(people::remove);
        people.add(person);
        file.save(new Register(people));
        return person;
    }

    private static Person verify(Person person, Optional<Boolean> verified) {
        return new Person(
                person.number(),
                person.email(),
                person.name(),
                verified.orElse(person.emailVerified()),
                person.createdAt());
    }

    private Person make(String email, Optional<Boolean> verified) {
        long number = people.stream().mapToLong(Person::number).max().orElse(FIRST_NUMBER - 1) + 1;
        return new Person(number, email, nameFrom(email), verified.orElse(true), clock.instant());
    }

    private static String nameFrom(String email) {
        StringBuilder name = new StringBuilder();
        for (String part : email.substring(0, email.indexOf('@')).split("[^\\p{L}\\p{N}]+")) {
            if (!part.isEmpty()) {
                name.append(name.isEmpty() ? "" : " ")
                        .append(part.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(part.substring(1));
            }
        }
        return name.isEmpty() ? "Somebody" : name.toString();
    }
}
