package app.feedtape.localstack.launcher.seed;

import app.feedtape.localstack.launcher.Command;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.StackStatus;
import java.util.List;

/**
 * People to try things out with, made the way real ones come to be: they sign in, follow, listen,
 * pay, and a month passes. Running it again finds them and does nothing twice.
 */
public final class Seed implements Command {
    static final String FREE = "free@example.org";
    static final String EXPIRED = "expired@example.org";
    static final String PRO = "pro@example.org";
    static final String APPLE = "apple@example.org";
    static final String ADMIN = "admin@example.org";
    static final String SUPPORT = "support@example.org";

    @Override
    public int run(StackSettings settings, List<String> words) {
        if (!StackStatus.of(settings.data()).isReady()) {
            throw new Refused(
                    "The stack is not ready: ./feedtape up first, ./feedtape status tells more.");
        }
        var operator = new Operator(settings);
        var people = new People(settings);
        var month = new PastMonth(settings, people);
        people.follow(people.signIn(EXPIRED), "mareas");
        people.buyPro(people.signIn(PRO));
        people.follow(people.signIn(PRO), "tape", "maps", "stadtbaeume", "biblioteche");
        month.pass(PRO, EXPIRED);
        people.buyProByApple(people.signIn(APPLE));
        people.follow(people.signIn(FREE), "pain", "azulejos");
        people.listen(
                people.signIn(FREE),
                "Bonjour. Ceci est un essai de la voix, une phrase après l'autre.");
        for (String email : List.of(ADMIN, SUPPORT)) {
            people.signIn(email);
        }
        operator.role(ADMIN, "admin");
        operator.role(SUPPORT, "support");
        System.out.print(
                """
                These people are there; sign in with GitHub and their address:
                  %-22s free, in trial, two feeds
                  %-22s free, its trial is over
                  %-22s pro by Stripe, a month of listening, an invoice renewed
                  %-22s pro by the App Store
                  %-22s role admin
                  %-22s role support
                """
                        .formatted(FREE, EXPIRED, PRO, APPLE, ADMIN, SUPPORT));
        return 0;
    }
}
