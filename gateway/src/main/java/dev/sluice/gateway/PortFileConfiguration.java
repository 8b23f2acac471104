package dev.sluice.gateway;

import java.io.File;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@code sluice.port-file}: where to write the port once it is open, for whoever started this process with
 * {@code server.port=0}. The management port goes into a file beside it, {@code NAME-management.EXT}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("sluice.port-file")
final class PortFileConfiguration {

    @Bean
    static WebServerPortFileWriter portFileWriter(@Value("${sluice.port-file}") File file) {
        return new WebServerPortFileWriter(file);
    }
}
