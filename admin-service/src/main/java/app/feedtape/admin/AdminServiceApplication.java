package app.feedtape.admin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The control room: a read model of everything, for operators. */
@SpringBootApplication
public class AdminServiceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AdminServiceApplication.class, arguments);
    }
}
