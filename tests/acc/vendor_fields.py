"""The fields that the vendor's reference names for each resource: shown, and taken by bodies."""

from __future__ import annotations

SHOWN: dict[str, str] = {
    "Budget": (
        "actualCost actualEndDate actualQuantity actualStartDate actualUnitPrice "
        "approvedChangeOrders approvedInScopeChangeOrders approvedOwnerChanges budgetCode "
        "code codeSegmentValues contractIds costUnitPrice createdAt description "
        "durationDays externalId externalMessage externalSystem forecastCostComplete "
        "forecastFinalCost forecastVariance id inputQuantity integrationState "
        "integrationStateChangedAt integrationStateChangedBy internalAdjustment isMarkup "
        "lastSyncTime locationPaths locations mainContractAmountSource mainContractId "
        "milestoneId name originalAmount originalCommitment parentId pendingChangeOrders "
        "pendingOwnerChanges plannedEndDate plannedStartDate projectedBudget "
        "projectedCost quantity ratio reserves revised scope subItems uncommitted unit "
        "unitPrice updatedAt varianceTotal"
    ),
    "Contract": (
        "actualCost additionalContacts approvedAt approvedChangeOrders "
        "approvedInScopeChangeOrders approvedOwnerChanges awarded awardedAt budgetIds "
        "budgets changedBy code companyERPId companyId companyName companyTaxId "
        "companyUid completedWorkRetentionPercent compounded contactId createdAt "
        "creatorId currency description documentGeneratedAt exchangeRate executedAt "
        "externalId externalMessage externalSystem forecastCostComplete "
        "forecastExchangeRate forecastExchangeRateUpdatedAt forecastFinalCost "
        "forecastVariance id integrationState integrationStateChangedAt "
        "integrationStateChangedBy internalAdjustment internalId internalSystem "
        "lastSyncTime lockState lockedAt lockedBy mainContractId "
        "materialsRetentionPercent name note offsiteAt onsiteAt originalBudget ownerId "
        "paymentDue paymentDueType pendingChangeOrders pendingOwnerChanges procuredAt "
        "projectedBudget projectedCost recipients reserves respondedAt responseDue "
        "retentionCap returnedAt revised scheduleOfValues scopeOfWork sentAt signedBy "
        "source status statusChangedAt subStatus type uncommitted updatedAt varianceTotal"
    ),
    "MainContract": (
        "actualCompletionDate additionalCollaborators amount architectCompanyUid "
        "changedBy closeDate code completedWorkRetentionPercent contactId "
        "contractorCompanyId contractorCompanyUid createdAt creatorId description "
        "executedDate externalId externalMessage externalSystem id integrationState "
        "integrationStateChangedAt integrationStateChangedBy isDefault lastSyncTime "
        "materialsRetentionPercent name notaryCompanyUid notaryContactId note "
        "ownerCompanyId ownerCompanyUid paid paymentDue paymentDueType "
        "plannedCompletionDate recipients retentionCap revisedCompletionDate "
        "scheduleChange scopeOfWork signedBy startDate status type unReceived updatedAt"
    ),
    "MainContractItem": (
        "amount budgetId code containerId createdAt description externalId "
        "externalMessage externalSystem id integrationState integrationStateChangedAt "
        "integrationStateChangedBy isPrivate lastSyncTime mainContractId name parentId "
        "position quantity unit unitPrice updatedAt"
    ),
    "ScheduleOfValue": (
        "allocatedAmount amount associationId associationType budgetId bulk bulkUnitPrice "
        "code contractId createdAt exchangeRate externalId externalMessage externalSystem "
        "hasBudgetLinked id lastSyncTime name parentId position quantity quantityPerBulk "
        "unit unitPrice updatedAt"
    ),
    "Expense": (
        "aggregateBy amount approvedAt budgetPaymentId changedBy createdAt creatorId "
        "description externalId externalMessage externalSystem forecastDistributionAt id "
        "integrationState integrationStateChangedAt integrationStateChangedBy issuedAt "
        "lastSyncTime mainContractId name note number paidAt paymentDue purchasedBy "
        "receivedAt referenceNumber scope status supplierCompanyUid supplierId "
        "supplierName term type updatedAt"
    ),
    "ExpenseItem": (
        "aggregateBy amount budgetId contractId createdAt description exchangeRate "
        "externalId externalMessage externalSystem id integrationState "
        "integrationStateChangedAt integrationStateChangedBy lastSyncTime name note "
        "number originalExchangeRate quantity realizedGainOrLoss scope unit unitPrice "
        "updatedAt"
    ),
    "PerformanceTrackingItem": (
        "budgetId code containerId description id locationPaths locations name "
        "originalAmount plannedEndDate plannedStartDate quantity unit unitPrice"
    ),
    "PerformanceTrackingItemInstance": (
        "adjustedOutputQuantity budgetCode budgetId changedBy containerId createdAt "
        "creatorId id inputQuantity inputUnit inputUnitPrice locationPaths locations name "
        "number outputQuantity outputUnit outputUnitPrice performanceRatio "
        "trackedInputQuantity trackedOutputQuantity updatedAt"
    ),
    "TimeSheet": (
        "changedBy containerId createdAt creatorId endDate id inputQuantity inputUnit "
        "outputQuantity outputUnit startDate trackingItemInstanceId updatedAt"
    ),
}

CREATED: dict[str, str] = {
    "Budget": (
        "actualEndDate actualStartDate code costUnitPrice description durationDays "
        "externalId externalMessage externalSystem inputQuantity integrationState "
        "lastSyncTime locations mainContractAmountSource mainContractId name parentId "
        "plannedEndDate plannedStartDate quantity scope segmentCodeMap unit unitPrice"
    ),
    "Contract": (
        "additionalContacts approvedAt awardedAt code companyId companyUid "
        "completedWorkRetentionPercent contactId currency description exchangeRate "
        "executedAt externalId externalMessage externalSystem forecastExchangeRate "
        "forecastExchangeRateUpdatedAt integrationState internalId internalSystem "
        "lastSyncTime mainContractId materialsRetentionPercent name offsiteAt onsiteAt "
        "ownerId procuredAt recipients respondedAt responseDue retentionCap returnedAt "
        "sentAt signedBy source status subStatus type"
    ),
    "MainContract": (
        "actualCompletionDate architectCompanyId architectCompanyUid architectContactId "
        "closeDate code completedWorkRetentionPercent contactId contractorCompanyUid "
        "description executedDate externalId externalMessage externalSystem "
        "integrationState isDefault lastSyncTime materialsRetentionPercent name "
        "notaryCompanyUid note ownerCompanyId ownerCompanyUid ownerContactId "
        "plannedCompletionDate retentionCap revisedCompletionDate scopeOfWork startDate "
        "status type"
    ),
    "MainContractItem": (
        "budgetId code description externalId externalMessage externalSystem id "
        "integrationState lastSyncTime name parentId position quantity unit unitPrice"
    ),
    "ScheduleOfValue": (
        "amount budgetId bulk bulkUnitPrice code contractId exchangeRate externalId "
        "externalMessage externalSystem id lastSyncTime name parentId position quantity "
        "quantityPerBulk unit unitPrice"
    ),
    "Expense": (
        "contractId description externalId externalMessage externalSystem id "
        "integrationState issuedAt lastSyncTime name note number paymentDue purchasedBy "
        "receivedAt referenceNumber scope status supplierCompanyUid supplierId "
        "supplierName term type"
    ),
    "ExpenseItem": (
        "amount budgetCode budgetId contractId description exchangeRate externalId "
        "externalMessage externalSystem id integrationState lastSyncTime name note number "
        "quantity scope unit unitPrice"
    ),
    "PerformanceTrackingItem": "budgetId",
    "PerformanceTrackingItemInstance": (
        "adjustedOutputQuantity budgetId inputQuantity inputUnit inputUnitPrice locations "
        "name number outputQuantity outputUnit outputUnitPrice trackedInputQuantity "
        "trackedOutputQuantity"
    ),
    "TimeSheet": (
        "budgetCode endDate inputQuantity outputQuantity startDate trackingItemInstanceId "
        "trackingItemInstanceNumber"
    ),
}

PATCHED: dict[str, str] = {
    "Budget": (
        "actualCost actualEndDate actualQuantity actualStartDate actualUnitPrice code "
        "description durationDays externalId externalMessage externalSystem inputQuantity "
        "integrationState isMarkup lastSyncTime locations lockedField "
        "mainContractAmountSource name originalCostUnitPrice plannedEndDate "
        "plannedStartDate quantity segmentCodeMap unit unitPrice"
    ),
    "Contract": (
        "additionalContacts approvedAt awardedAt code companyId companyUid "
        "completedWorkRetentionPercent contactId currency description exchangeRate "
        "executedAt externalId externalMessage externalSystem forecastExchangeRate "
        "forecastExchangeRateUpdatedAt integrationState internalId internalSystem "
        "lastSyncTime mainContractId materialsRetentionPercent name offsiteAt onsiteAt "
        "ownerId procuredAt recipients respondedAt responseDue retentionCap returnedAt "
        "sentAt signedBy source status subStatus type"
    ),
    "MainContract": (
        "actualCompletionDate additionalCollaborators architectCompanyId "
        "architectCompanyUid architectContactId closeDate code "
        "completedWorkRetentionPercent contactId contractorCompanyUid description "
        "executedDate externalId externalMessage externalSystem integrationState "
        "isDefault lastSyncTime materialsRetentionPercent name notaryCompanyUid note "
        "ownerCompanyId ownerCompanyUid ownerContactId plannedCompletionDate retentionCap "
        "revisedCompletionDate scopeOfWork startDate status type"
    ),
    "MainContractItem": (
        "amount code description externalId externalMessage externalSystem "
        "integrationState lastSyncTime lockedField name position quantity unit unitPrice"
    ),
    "ScheduleOfValue": (
        "amount code exchangeRate externalId externalMessage externalSystem lastSyncTime "
        "lockedField name position quantity quantityPerBulk unit unitPrice"
    ),
    "Expense": (
        "aggregateBy budgetPaymentId description externalId externalMessage "
        "externalSystem integrationState issuedAt lastSyncTime mainContractId name note "
        "number paymentDue purchasedBy receivedAt referenceNumber scope status "
        "supplierCompanyUid supplierId supplierName term type"
    ),
    "ExpenseItem": (
        "aggregateBy amount budgetId contractId description exchangeRate externalId "
        "externalMessage externalSystem integrationState lastSyncTime lockedField name "
        "note number quantity scope unit unitPrice"
    ),
    "PerformanceTrackingItemInstance": (
        "adjustedOutputQuantity inputQuantity inputUnit inputUnitPrice locations "
        "lockedFields name number outputQuantity outputUnit outputUnitPrice "
        "trackedInputQuantity trackedOutputQuantity"
    ),
    "TimeSheet": (
        "budgetCode endDate inputQuantity outputQuantity startDate trackingItemInstanceId "
        "trackingItemInstanceNumber"
    ),
}

FILTERS: dict[str, str] = {
    "Budget": "code externalId externalSystem id lastModifiedSince rootId",
    "Contract": "code externalId externalSystem id lastModifiedSince source status type",
    "MainContract": "code externalId externalSystem id lastModifiedSince status",
    "MainContractItem": "externalId externalSystem id",
    "ScheduleOfValue": "budgetId contractId externalId externalSystem id includeChangeOrders",
    "Expense": (
        "budgetPaymentId createdAt externalId externalSystem id lastModifiedSince "
        "mainContractId number status"
    ),
    "ExpenseItem": "externalId externalSystem id lastModifiedSince",
    "PerformanceTrackingItem": "budgetCode budgetId id lastModifiedSince",
    "PerformanceTrackingItemInstance": "budgetCode budgetId id lastModifiedSince name number",
    "TimeSheet": "budgetCode endDate lastModifiedSince startDate trackingItemInstanceId",
}
