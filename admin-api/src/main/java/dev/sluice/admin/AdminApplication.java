package dev.sluice.admin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the control plane as a process of its own. */
@SpringBootApplication(proxyBeanMethods = false)
public final class AdminApplication {

    private AdminApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(AdminApplication.class, args);
    }
}
