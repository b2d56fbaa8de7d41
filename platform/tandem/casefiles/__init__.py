"""Case files: debtor, parties, contact points, claims, documents, holds, stages."""
