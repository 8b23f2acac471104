package dev.sluice.gateway;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs a gateway as a process of its own. */
@SpringBootApplication(proxyBeanMethods = false)
public final class GatewayApplication {

    private GatewayApplication() {}

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        // its own name: where gateway and admin API share a class path, two application.yml would hide one another
        application.setDefaultProperties(Map.of("spring.config.name", "sluice-gateway"));
        application.run(args);
    }
}
