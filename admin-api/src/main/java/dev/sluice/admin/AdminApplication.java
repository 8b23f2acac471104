package dev.sluice.admin;

import dev.sluice.redis.policy.NodeKind;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** Runs the control plane as a process of its own. */
@SpringBootApplication(proxyBeanMethods = false)
public final class AdminApplication {

    private AdminApplication() {}

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(AdminApplication.class);
        // its own name: where gateway and admin API share a class path, two application.yml would hide one another
        application.setDefaultProperties(Map.of("spring.config.name", "sluice-admin"));
        application.run(args);
    }

    /** Its own event loops: another context of this JVM that closes must not take them away. */
    @Bean
    static ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setLoopResources(LoopResources.create("sluice-admin"));
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }

    /** So that nobody takes this node for a gateway. */
    @Bean
    static NodeKind nodeKind() {
        return NodeKind.ADMIN;
    }
}
