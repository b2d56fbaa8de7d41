"""Documents that ask for all that a list or a page shows."""

CASE_FILE = """
    fragment Everything on CaseFile {
        id reference claimCount stage closeCode oldestDueOn daysOverdue placedAt lastContactAt badges
        agency { id name kind } creditor { name } mandate { reference inForce agency { name } creditor { name } }
        portfolio { name } debtor { reference name companyNumber language }
        parties { role name contactPoints { kind value validUntil invalidReason optedOut } }
        claims { documentNumber dueOn segment payee placed { amount currency } paid { amount } outstanding { amount }
            lastDay interruptedBy interruptedOn timeBarred openingLetterPostedOn description issuedOn }
        balance { principal { amount } interest { amount } indemnities { amount } accessories { amount }
            paid { amount } outstanding { amount } }
        holds { kind reason since until byName byOrganization { name } viewerCanRelease directive { id reason } }
        directives { kind state reason issuedAt issuedBy releasedAt releasedBy }
        payments { amount { amount } receivedOn source declared reference recordedBy
            allocations { amount { amount } claim { documentNumber } } }
        interruptions { id kind happenedOn proof recordedAt recordedBy withdrawnAt withdrawnBy withdrawalReason
            claim { documentNumber } document { name } }
        documents { name contentType size url }
        evidenceBundles { id state }
        openingLetter { reference producedAt postedOn attempt { id } }
        channels { channel configured verdict { decision until packVersion reasons { code message source }
            claims { decision claim { id } reasons { code } } } }
        attempts { id channel purpose state sendAt to subject body templateTitle whatToDo reasons { code message }
            party { name } document { name } caseFile { reference } viewerCan { cancel settle recordPosting } }
        timelinePosition timelineUnread timelineHeights { chain sequence }
        timelineAnchor { number madeAt eventsSince timeStampedAt authority qualified }
        timelineReading { readAt heights { chain sequence } }
        timeline(first: 20) { edges { cursor node { __typename id chain sequence occurredAt milestone
            actor { kind name organization }
            ... on CaseFilePlaced { batchReference amount { amount } }
            ... on ContactPlanned { to body attempt { id state } }
            ... on NoteWritten { body }
            ... on DirectiveIssued { reason directive { id } }
            ... on PaymentRecorded { amount { amount } outstanding { amount } source } } }
            pageInfo { hasNextPage endCursor } }
        viewerCan { move planContact writeNote issueDirective recordPayment declarePayment writeContactPoint }
    }
"""
