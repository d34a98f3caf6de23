# What the plan says of all steps together: the working time, what to do when a step takes long, and the settings that a team may change.
@{
    Limit    = '16 h'
    Marks    = @(
        @{ After = '1 h'; Advice = 'write down what was tried and what it showed, and ask a colleague before you try again.' }
        @{ After = '2 h'; Advice = 'ask outside (AWS support, a forum) with the evidence; try nothing a third time unchanged.' }
        @{ After = '3 h'; Advice = 'decide with the group: go on with a changed plan, or take one of the alternatives.' }
    )
    Settings = @{
        Region        = '140_CentralLindenow'
        AlsoRegion    = '134_Arsuk,191_Hagen_Brae'
        Index         = '0:25'
        Satellite     = 'sentinel2'
        StartDate     = '2025-08-01'
        EndDate       = '2025-08-06'
        # What Lambda gave for the region and the days: 6 scenes of 1.2 MB.
        ExpectedCount = '6'
        ExpectedSize  = '1.2 MB'
        MaxvCpu       = '64'
        # How many regions step 5 has, counted anew from Region and AlsoRegion.
        RegionCount   = '3'
    }
}
