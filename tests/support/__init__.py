"""What tests share: services, databases, the cast, builders."""
